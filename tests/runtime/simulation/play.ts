/**
 * Plays a scene in a faulty world under an `Observer`.
 *
 * @module
 */

import assert from "node:assert/strict";
import { FakeTime } from "../../fake_time.ts";
import { collectedHeap } from "./collected_heap.ts";
import { type Fault, textOf } from "./fault.ts";
import { FaultyWorld } from "./faulty_world.ts";
import { Observer, patienceMs } from "./observer.ts";

export const nodes = ["node-1", "node-2", "node-3"] as const;

/** Faults and events of a test. All times are in milliseconds since the world has settled. */
export interface Scene {
  readonly faults: readonly Fault[];
  /** The end of the last fault, or a later time. From 20 s after this time on, everything must be right. */
  readonly lastsMs: number;
  /** The time at which a Service is created. */
  readonly madeAt?: number;
  readonly death?: { readonly node: string; readonly at: number } | undefined;
  /** Called at each observation. */
  readonly onLook?: (world: FaultyWorld, now: number) => void;
}

const settledMs = 10_000;
const lookEveryMs = 100;
/** In bytes. The virtual API server keeps its changes, and the engine its compiled code: together they need 2 MB. */
const mostHeapGrowth = 16 * 1024 * 1024;

export async function play({ faults, lastsMs, madeAt, death, onLook }: Scene, seed = 1): Promise<void> {
  using time = new FakeTime(undefined, seed);
  await using world = new FaultyWorld(time, { nodes, services: ["a", "b", "c", "d", "e"] });
  await time.pass(settledMs);
  const story = (): string =>
    `, ${(time.now - settledMs) / 1000} s\n${faults.map(textOf).join("\n")}\nnew: ${madeAt}, death: ${
      JSON.stringify(death)
    }`;
  const observer = new Observer(world, time, story);
  assert.deepEqual(observer.faults(), [], "before any fault");
  const before = await collectedHeap();
  for (const fault of faults) {
    world.network.add({ ...fault, begins: fault.begins + settledMs, ends: fault.ends + settledMs });
  }
  if (madeAt !== undefined) setTimeout(() => world.serve("new"), madeAt);
  if (death !== undefined) setTimeout(() => world.die(death.node), death.at);
  for (let passed = 0; passed < lastsMs + patienceMs; passed += lookEveryMs) {
    await time.pass(lookEveryMs);
    observer.look(time.now);
    onLook?.(world, passed + lookEveryMs);
  }
  const grown = await collectedHeap() - before;
  assert.ok(grown < mostHeapGrowth, `the programs keep ${grown} bytes more than before the faults${story()}`);
  assert.deepEqual(observer.faults(), [], `20 s after the last fault${story()}`);
}
