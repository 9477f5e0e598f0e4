/**
 * Whether the page is up to date, and if not, since when and why.
 *
 * @module
 */

import { controllerLeaseSeconds } from "../model/lease_times.ts";
import type { Instant } from "../model/kubernetes.ts";
import { noLeaderMessage, readingMessage, silentServerMessage, unreachableMessage } from "../model/page_messages.ts";

/** The state of a controller's own connection to the cluster. */
export interface Vantage {
  readonly now: Instant;
  readonly leads: boolean;
  /** The identity of the leader; empty: no leader; absent: not known yet. */
  readonly leader?: string;
  /** For how long the leader's Lease has not changed, in milliseconds. The leader renews it every second. */
  readonly unchangedMs: number;
  /** The error of the last failed write of the leader's Lease; absent: none has failed since the Lease last changed. */
  readonly trouble?: string;
  /** Since when this controller has not observed the cluster; absent: it observes the cluster. */
  readonly pausedAt?: Instant;
}

export interface Staleness {
  /** The last instant at which the state was known to be up to date. */
  readonly asOf: Instant;
  readonly reason: string;
}

/** A Lease that has not changed for this time has expired. */
const leaseMs = controllerLeaseSeconds * 1_000;

/** Why the state is outdated, and since when; undefined: the state is up to date. */
export function stalenessOf(vantage: Vantage): Staleness | undefined {
  const { now, leads, leader, unchangedMs, trouble, pausedAt } = vantage;
  const isSilent = !leads && unchangedMs >= leaseMs;
  if (!isSilent && pausedAt === undefined) return undefined;
  const asOf = Math.min(pausedAt ?? now, isSilent ? now - unchangedMs : now);
  if (trouble !== undefined) return { asOf, reason: unreachableMessage(trouble) };
  if (leader === "") return { asOf, reason: noLeaderMessage };
  return { asOf, reason: isSilent ? silentServerMessage : readingMessage };
}
