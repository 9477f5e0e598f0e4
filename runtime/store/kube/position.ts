/**
 * Where the following of a kind stands between two turns, and where it goes on after one. Pure.
 *
 * @module
 */

import { backoffMs } from "../backoff.ts";
import type { WatchEnd } from "./watch.ts";

export interface FollowTiming {
  /** How long one watch lasts, at most; the least is half of it. */
  readonly watchSeconds: number;
  /** How long a watch may bring nothing, not even a bookmark; those come about once a minute. */
  readonly silentMs: number;
  /** How often all is listed again, lest something was missed. */
  readonly relistMs: number;
  /** A watch that ends sooner, and without a single event, is followed by a pause. */
  readonly earlyMs: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

export const followTiming: FollowTiming = {
  watchSeconds: 600,
  silentMs: 150_000,
  relistMs: 30 * 60_000,
  earlyMs: 30_000,
  firstPauseMs: 200,
  longestPauseMs: 5_000,
};

export interface Position {
  /** The version to watch from; absent: a list is needed. */
  readonly resourceVersion?: string;
  /** When it was last listed, on a clock that never goes back. */
  readonly listedAt: number;
  /** How many turns in a row brought nothing. */
  readonly failures: number;
  /** How long to wait before the next turn. */
  readonly pauseMs: number;
}

export const startPosition: Position = { listedAt: -Infinity, failures: 0, pauseMs: 0 };

/** How a watch went. */
export interface Watched {
  readonly ended: WatchEnd;
  readonly lastedMs: number;
  readonly events: number;
  /** The last one seen. */
  readonly resourceVersion: string;
}

/** After a watch: at once from where it ended, after a pause, or with a new list. */
export function afterWatch(position: Position, watched: Watched, timing: FollowTiming): Position {
  const { ended, resourceVersion } = watched;
  const early = watched.lastedMs < timing.earlyMs && watched.events === 0;
  const failures = early ? position.failures + 1 : 0;
  const again: Position = { resourceVersion, listedAt: position.listedAt, failures, pauseMs: 0 };
  switch (ended.end) {
    case "aborted":
    case "silent":
      return again;
    case "closed":
      return early ? { ...again, pauseMs: pauseAfter(failures, timing) } : again;
    case "failed": {
      const pauseMs = Math.max(pauseAfter(failures, timing), (ended.retryAfterSeconds ?? 0) * 1000);
      return { ...again, pauseMs };
    }
    case "expired":
      // Once is nothing; if even a fresh list is too old, there is a pause.
      return { listedAt: -Infinity, failures, pauseMs: failures > 1 ? pauseAfter(failures, timing) : 0 };
  }
}

/** After a list that worked: a watch, at once. What failed before is forgotten only when the watch brings something. */
export function afterList(position: Position, resourceVersion: string, now: number): Position {
  return { resourceVersion, listedAt: now, failures: position.failures, pauseMs: 0 };
}

/** After a list that did not work. */
export function afterFailedList(
  position: Position,
  retryAfterSeconds: number,
  timing: FollowTiming,
): Position {
  const failures = position.failures + 1;
  const pauseMs = Math.max(pauseAfter(failures, timing), retryAfterSeconds * 1000);
  return { listedAt: -Infinity, failures, pauseMs };
}

function pauseAfter(failures: number, { firstPauseMs, longestPauseMs }: FollowTiming): number {
  return backoffMs(Math.max(0, failures - 1), { firstMs: firstPauseMs, mostMs: longestPauseMs });
}
