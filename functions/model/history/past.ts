/**
 * The state of addresses and Services after the last entry of a history.
 *
 * @module
 */

import type { Instant, ObjectKey } from "../kubernetes.ts";
import type { HistoryEntry } from "./entry.ts";

export interface Past {
  /** By address: the node to which the address moved last, and the time. */
  readonly holders: ReadonlyMap<string, { readonly node: string; readonly at: Instant }>;
  /** Addresses with a conflict that has not ended. */
  readonly conflicts: ReadonlySet<string>;
  /** Services that find no free address. */
  readonly exhausted: ReadonlySet<ObjectKey>;
  /** The time of the last entry; -Infinity: there is no entry. */
  readonly until: Instant;
}

/** @param entries the oldest first */
export function pastOf(entries: readonly HistoryEntry[]): Past {
  const holders = new Map<string, { readonly node: string; readonly at: Instant }>();
  const conflicts = new Set<string>();
  const exhausted = new Set<ObjectKey>();
  let until = -Infinity;
  for (const { at, what, to, subjects } of entries) {
    until = Math.max(until, at);
    for (const subject of subjects) {
      if (to !== undefined) holders.set(subject, { node: to, at });
      if (what === "conflict") conflicts.add(subject);
      if (what === "conflict-over") conflicts.delete(subject);
      if (what === "exhausted") exhausted.add(subject);
      if (what === "exhausted-over") exhausted.delete(subject);
    }
  }
  return { holders, conflicts, exhausted, until };
}
