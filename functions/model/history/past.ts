/**
 * The state of addresses and Services after the last entry of a history.
 *
 * @module
 */

import type { Instant, ObjectKey } from "../kubernetes.ts";
import type { HistoryEntry } from "./entry.ts";
import type { SessionsBefore } from "./sessions.ts";

export interface Past {
  /** By address: the two nodes of its last move. */
  readonly holders: ReadonlyMap<string, { readonly from: string | undefined; readonly node: string }>;
  /** Addresses with a conflict that has not ended. */
  readonly conflicts: ReadonlySet<string>;
  /** Services that find no free address. */
  readonly exhausted: ReadonlySet<ObjectKey>;
  /** The sessions with BGP peers, up or down by their last entries. */
  readonly sessions: Required<SessionsBefore>;
  /** The time of the last entry; -Infinity: there is no entry. */
  readonly until: Instant;
}

/** @param entries the oldest first */
export function pastOf(entries: readonly HistoryEntry[]): Past {
  const holders = new Map<string, { readonly from: string | undefined; readonly node: string }>();
  const conflicts = new Set<string>();
  const exhausted = new Set<ObjectKey>();
  const [up, down] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()];
  let until = -Infinity;
  for (const { at, what, from, to, subjects, nodes = [] } of entries) {
    until = Math.max(until, at);
    for (const subject of subjects) {
      if (to !== undefined) holders.set(subject, { from, node: to });
      if (what === "conflict") conflicts.add(subject);
      if (what === "conflict-over") conflicts.delete(subject);
      if (what === "exhausted") exhausted.add(subject);
      if (what === "exhausted-over") exhausted.delete(subject);
      const [now, before] = what === "session-up" ? [up, down] : [down, up];
      for (const node of nodes) {
        now.set(subject, (now.get(subject) ?? new Set()).add(node));
        before.get(subject)?.delete(node);
      }
    }
  }
  return { holders, conflicts, exhausted, sessions: { up, down }, until };
}
