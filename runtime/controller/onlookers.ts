/**
 * Those who look on at what a controller does and take no part in it: metrics, a page, a recording.
 *
 * @module
 */

import type { PassTaken } from "../host/host.ts";
import type { StoreTally } from "../store/counted_store.ts";
import type { ControllerOptions } from "./options.ts";
import type { Passed } from "./pass.ts";

export interface Onlooker extends AsyncDisposable {
  /** A pass of the leader is over. Called in its turn: must be quick, and must not throw. */
  look(passed: Passed, taken: PassTaken): void;
  /** The lead is lost or given up: what was seen is another's to tell from now on. */
  termEnded?(): void;
}

/** What an onlooker may look at beside the passes. */
export interface Scene {
  readonly options: ControllerOptions;
  /** Whether this process leads at this moment. */
  readonly isLeader: () => boolean;
  /** This process, and who leads: its identity, or empty when nobody does; undefined before that is known. */
  readonly identity: string;
  readonly leader: () => string | undefined;
  /** When the loop that keeps the lead last turned, by `performance.now()`; undefined before it knows who leads. */
  readonly leadershipTurnedAt: () => number | undefined;
  readonly store: StoreTally;
  /** Observes and decides beside the leader, writing nothing, until the signal aborts. */
  readonly standBy: (look: (passed: Passed) => void, signal: AbortSignal) => Promise<void>;
}

/** Each is loaded only if the options ask for it. */
const openers: readonly ((scene: Scene) => Promise<Onlooker | undefined>)[] = [
  async (scene) =>
    scene.options.metrics && (await import("../metrics/controller_metrics.ts")).open(scene, scene.options.metrics),
  async ({ options: { record } }) => record && (await import("../recording/recording_file.ts")).openRecording(record),
  async (scene) => scene.options.page && (await import("../page/status_page.ts")).open(scene, scene.options.page),
];

/** All that the options ask for, as one. Throws what the user can cure, such as `ListenError`. */
export async function openOnlookers(scene: Scene): Promise<Required<Onlooker>> {
  await using opening = new AsyncDisposableStack();
  const onlookers: Onlooker[] = [];
  for (const open of openers) {
    const onlooker = await open(scene);
    if (onlooker !== undefined) onlookers.push(opening.use(onlooker));
  }
  const opened = opening.move();
  return {
    look: (passed, taken) => onlookers.forEach((each) => each.look(passed, taken)),
    termEnded: () => onlookers.forEach((each) => each.termEnded?.()),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
