/**
 * The state of a list-and-watch loop between two turns, and the state after each kind of turn. Pure, except for the
 * jitter of the pauses.
 *
 * @module
 */

import { backoffMs } from "../backoff.ts";
import { type Checkpoint, checkpointAt } from "./checkpoint.ts";
import type { FollowTiming } from "./follow_timing.ts";
import type { WatchEnd } from "./watch.ts";

export interface Position {
  /** The version to watch from; absent if a list is needed. */
  readonly resourceVersion?: string;
  /** The highest known version. If a list has a lower version, the server was restored. */
  readonly highest: string;
  /** The version at which the next check for lost events begins its watch, so that the server repeats known events. */
  readonly checkpoint: Checkpoint;
  /** True if the server may have been restored: then its current version is requested before the next watch. */
  readonly isDoubtful: boolean;
  /** The time of the last list, by a clock that never goes back. */
  readonly listedAt: number;
  /** The number of failed turns in a row. */
  readonly failures: number;
  /** The number of watches in a row that the server refused, or that ended early without an event. */
  readonly refused: number;
  /** The number of watches in a row whose events came only with their end, as if a proxy held them back. */
  readonly heldBack: number;
  /** The number of silent watches in a row after which the list had no changes. */
  readonly quiet: number;
  /** True if the last watch was aborted because no event arrived for too long, and nothing else was wrong with it. */
  readonly isMute: boolean;
  /** The pause before the next turn. */
  readonly pauseMs: number;
}

export const startPosition: Position = {
  highest: "",
  checkpoint: checkpointAt("", -Infinity),
  isDoubtful: false,
  listedAt: -Infinity,
  failures: 0,
  refused: 0,
  heldBack: 0,
  quiet: 0,
  isMute: false,
  pauseMs: 0,
};

/** The result of a watch. */
export interface Watched {
  readonly ended: WatchEnd;
  readonly lastedMs: number;
  readonly events: number;
  /** The time from the first event to the end of the watch; absent: there was no event. */
  readonly eventsForMs?: number;
  /** The last known version. */
  readonly resourceVersion: string;
  readonly checkpoint: Checkpoint;
}

/** The position after a watch. The next turn is a watch or a list, at once or after a pause. */
export function afterWatch(position: Position, watched: Watched, timing: FollowTiming): Position {
  const { ended, resourceVersion, checkpoint } = watched;
  const early = watched.lastedMs < timing.earlyMs && (watched.events === 0 || ended.end === "garbled");
  const failures = early ? position.failures + 1 : 0;
  const refused = early ? position.refused + 1 : 0;
  const again: Position = {
    ...position,
    resourceVersion,
    highest: resourceVersion,
    checkpoint,
    isDoubtful: false,
    failures,
    refused,
    heldBack: isHeldBack(watched) ? position.heldBack + 1 : 0,
    quiet: watched.events > 0 ? 0 : position.quiet,
    isMute: false,
    pauseMs: 0,
  };
  const { resourceVersion: _, ...listed } = again;
  // A server that refuses every watch may still answer lists: then only they show what has changed.
  const next = refused > 1 ? listed : again;
  switch (ended.end) {
    case "aborted":
      return again;
    case "closed":
      return early ? { ...next, pauseMs: pauseAfter(failures, timing) } : again;
    case "heldBack":
      return { ...again, heldBack: Math.max(1, position.heldBack) };
    case "distrusted":
      // The next watch repeats the events since the checkpoint, and so finds events that the old connection lost.
      return { ...again, isDoubtful: true, checkpoint: { ...checkpoint, at: -Infinity } };
    case "failed": {
      const pauseMs = Math.max(pauseAfter(failures, timing), (ended.retryAfterSeconds ?? 0) * 1000);
      return { ...next, isDoubtful: true, pauseMs };
    }
    case "silent":
      return { ...listed, quiet: again.quiet + 1, isMute: ended.isMute };
    case "garbled":
      return { ...listed, pauseMs: pauseAfter(failures, timing) };
    case "expired":
      // After the first failure a new list follows at once. If it does not help, there is a pause.
      return { ...listed, pauseMs: failures > 1 ? pauseAfter(failures, timing) : 0 };
  }
}

/**
 * The server sends a bookmark 2 s before it ends a watch. If even this event comes only with the end, something between
 * the server and this program holds events back.
 */
function isHeldBack({ ended, lastedMs, eventsForMs = Infinity }: Watched): boolean {
  return ended.end === "closed" && lastedMs > 2_000 && eventsForMs < 1_000;
}

/**
 * The position after a successful list: a watch follows at once. The count of failures is kept: only a watch that
 * delivers events, or lasts for `earlyMs`, resets it. `isNews`: the list has changes that the last watch did not
 * report.
 */
export function afterList(position: Position, resourceVersion: string, now: number, isNews = true): Position {
  return {
    resourceVersion,
    highest: resourceVersion,
    checkpoint: checkpointAt(resourceVersion, now),
    isDoubtful: false,
    listedAt: now,
    failures: position.failures,
    refused: position.refused,
    heldBack: position.heldBack,
    quiet: isNews ? 0 : position.quiet,
    isMute: false,
    pauseMs: 0,
  };
}

/** The position after a failed list, or after a failed request for the current version. */
export function afterFailedList(position: Position, retryAfterSeconds: number, timing: FollowTiming): Position {
  const failures = position.failures + 1;
  const pauseMs = Math.max(pauseAfter(failures, timing), retryAfterSeconds * 1000);
  return { ...position, failures, pauseMs };
}

function pauseAfter(failures: number, { firstPauseMs, longestPauseMs }: FollowTiming): number {
  return backoffMs(Math.max(0, failures - 1), { firstMs: firstPauseMs, mostMs: longestPauseMs });
}
