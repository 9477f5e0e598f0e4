/**
 * The observers of a controller, which take no part in its work: metrics, the page, a recording.
 *
 * @module
 */

import type { LeaseSeen } from "./leadership.ts";
import type { PassTaken } from "../host/host.ts";
import type { StoreTally } from "../store/counted_store.ts";
import type { ControllerOptions } from "./options.ts";
import type { Passed } from "./pass.ts";

export interface Onlooker extends AsyncDisposable {
  /** The leader has finished a pass. Called between passes: must be quick, and must not throw. */
  look(passed: Passed, taken: PassTaken): void;
  /** The lead is lost or given up: the last pass is out of date from now on. */
  termEnded?(): void;
}

/** The values that an observer may read in addition to the passes. */
export interface Scene {
  readonly options: ControllerOptions;
  /** True if this process leads now. */
  readonly isLeader: () => boolean;
  /** The identity of this process. */
  readonly identity: string;
  /** The identity of the leader: empty if there is none, undefined until it is known. */
  readonly leader: () => string | undefined;
  /** This process's view of the leader's Lease: see `Vantage` in functions/page/staleness.ts. */
  readonly leaseSeen: () => LeaseSeen;
  /** When the leadership loop last turned, by `performance.now()`; undefined until the API server has answered. */
  readonly leadershipTurnedAt: () => number | undefined;
  readonly store: StoreTally;
  /** Observes and decides like the leader without writing, until the signal aborts. */
  readonly standBy: (look: (passed: Passed) => void, signal: AbortSignal) => Promise<void>;
}

/** Each module is loaded only if the options ask for it. */
const openers: readonly ((scene: Scene) => Promise<Onlooker | undefined>)[] = [
  async (scene) =>
    scene.options.metrics && (await import("../metrics/controller_endpoint.ts")).open(scene, scene.options.metrics),
  async ({ options: { record } }) => record && (await import("../recording/recording_file.ts")).openRecording(record),
  async (scene) => scene.options.page && (await import("../page/status_page.ts")).open(scene, scene.options.page),
];

/**
 * Opens the observers that the options ask for, as one observer. Throws errors that the user can cure, such as
 * `ListenError`.
 */
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
