/**
 * The time limits of list and watch.
 *
 * @module
 */

import type { Selection } from "../store.ts";

export interface FollowTiming {
  /**
   * The server ends each watch after a random time between four fifths of this value and this value. The first watch
   * after a list is shorter.
   */
  readonly watchSeconds: number;
  /** The time of a watch while something holds events back until the watch ends; more than 2 s. */
  readonly heldBackSeconds: number;
  /** If the server has not ended a watch this long after the requested time, the connection may be half-open. */
  readonly lateMs: number;
  /** The time within which the server must accept a watch. */
  readonly openMs: number;
  /** The time within which each 64 KiB of a line must arrive. */
  readonly lineMs: number;
  /**
   * The longest time without an event or a bookmark; then all objects are listed again. If this list has no changes
   * either, the limit doubles, but not beyond 150 s.
   */
  readonly silentMs: number;
  /** The interval at which a watch repeats known events, to check that none was lost. */
  readonly checkMs: number;
  /** The interval at which all objects are listed again. */
  readonly relistMs: number;
  /** After a watch that ends within this time without an event, there is a pause. */
  readonly earlyMs: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

/**
 * The usual limits. Watches are short, since their normal end is a sign of life that needs no event and costs one
 * request.
 */
export const followTiming: FollowTiming = {
  watchSeconds: 15,
  heldBackSeconds: 3,
  lateMs: 2_000,
  openMs: 5_000,
  lineMs: 3_000,
  silentMs: 150_000,
  checkMs: 60_000,
  relistMs: 30 * 60_000,
  earlyMs: 5_000,
  firstPauseMs: 200,
  longestPauseMs: 5_000,
};

/**
 * The limits for Leases, which are renewed every 10 s. A watch of Leases counts as broken after 13 s without an event,
 * so it need not be short. It is not checked for lost events, since the next renewal follows soon.
 */
const leaseTiming: Partial<FollowTiming> = { watchSeconds: 600, silentMs: 13_000, checkMs: Infinity };

const longestSilenceMs = 150_000;

export function timingOf({ kind }: Selection, chosen: Partial<FollowTiming> = {}): FollowTiming {
  return { ...followTiming, ...(kind === "Lease" ? leaseTiming : {}), ...chosen };
}

/** The limit for a silent watch. It grows with each silence, since the Lease of a dead peer is never renewed. */
export function patienceMs(quiet: number, { silentMs }: FollowTiming): number {
  return quiet === 0 ? silentMs : Math.max(silentMs, Math.min(longestSilenceMs, silentMs * 2 ** Math.min(quiet, 10)));
}
