/**
 * A controller that stands by knows nothing of the world, until somebody asks it: then it observes and decides like the leader,
 * and writes nothing.
 *
 * @module
 */

import { Bell } from "../host/bell.ts";
import { World } from "../host/world.ts";
import { pause } from "../store/backoff.ts";
import type { Store } from "../store/store.ts";
import { pass, type Passed, selectionsFor } from "./pass.ts";
import type { Settings } from "../../functions/model/observed.ts";

/** Calls back after each pass, until the signal aborts. */
export async function standBy(
  store: Store,
  settings: Settings,
  look: (passed: Passed) => void,
  signal: AbortSignal,
): Promise<void> {
  const bell = new Bell();
  const world = new World(selectionsFor(settings), () => bell.ring());
  const following = world.follow(store, signal);
  signal.addEventListener("abort", () => bell.ring(), { once: true });
  let resyncMs: number | undefined;
  while (true) {
    await bell.heard(resyncMs);
    bell.mute();
    if (signal.aborted) break;
    if (!world.isListed) continue;
    const started = performance.now();
    const passed = pass(world, { settings, now: Date.now() });
    look(passed);
    const { resyncAfterSeconds } = passed.decision;
    resyncMs = resyncAfterSeconds === undefined ? undefined : resyncAfterSeconds * 1000;
    await pause(performance.now() - started, signal);
  }
  await following;
}
