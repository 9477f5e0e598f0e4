/**
 * How many hosts each node serves, for the status of a shared address. Hosts come and go all the time. They are counted
 * only every 30 s, so they cause at most one write of the status in this time.
 *
 * @module
 */

import type { Instant } from "../../kubernetes.ts";
import { countMs } from "../timing.ts";
import type { Member } from "./member.ts";

export interface HostCount {
  readonly node: string;
  readonly count: number;
}

export interface Counting {
  /** `"not yet"`: this node has just begun to write the status, and may not have the records of all hosts yet. */
  readonly counts: readonly HostCount[] | "not yet";
  /** When the hosts are counted next. */
  readonly nextAt: Instant;
}

/** @param served by node: how many hosts it serves now, as far as this node knows */
export function counting(
  before: Counting | undefined,
  { members, served, now }: {
    readonly members: readonly Member[];
    readonly served: ReadonlyMap<string, number>;
    readonly now: Instant;
  },
): Counting {
  if (before !== undefined && now < before.nextAt) return before;
  const counts = before && members.map(({ node }) => ({ node, count: served.get(node) ?? 0 }));
  return { counts: counts ?? "not yet", nextAt: now + countMs };
}

/**
 * The counts to report, without nodes that are no longer members. Until the first count of this node, the counts in the
 * present status stay.
 */
export function reportedCounts(
  { counts }: Counting,
  observed: readonly HostCount[] | undefined,
  members: readonly Member[],
): readonly HostCount[] | undefined {
  const known = counts === "not yet" ? observed : counts;
  return known?.filter(({ node }) => members.some((member) => member.node === node));
}
