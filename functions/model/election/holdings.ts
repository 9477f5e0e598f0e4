/**
 * How many addresses each node has, and which of these addresses the node reports to hold. Addresses are stored in
 * groups, so that balancing looks at single addresses only for nodes that have too many of them.
 *
 * @module
 */

import type { Candidacy, Candidate } from "./election.ts";
import type { OwnedCounts } from "./placement.ts";
import type { RunningElection } from "./running_election.ts";

/** Addresses with the same candidacy and the same owner, which reports that it holds them. */
export interface Holding {
  readonly candidacy: Candidacy;
  readonly owner: Candidate;
  /** At least one. */
  readonly elections: ReadonlySet<RunningElection>;
}

export class Holdings {
  readonly #owned: OwnedCounts = new Map();
  readonly #held = new Map<Candidacy, Map<Candidate, Set<RunningElection>>>();

  /** The number of addresses that each node has; a node without addresses may be missing. */
  get owned(): ReadonlyMap<string, number> {
    return this.#owned;
  }

  add(election: RunningElection): void {
    const { owner, reported, candidacy } = election;
    if (owner === undefined) return;
    this.#count(owner, 1);
    if (!reported) return;
    const byOwner = this.#held.get(candidacy) ?? new Map<Candidate, Set<RunningElection>>();
    this.#held.set(candidacy, byOwner);
    const elections = byOwner.get(owner);
    if (elections === undefined) byOwner.set(owner, new Set([election]));
    else elections.add(election);
  }

  /** Removes the election. Its owner must be the same as in the call of `add`. */
  remove(election: RunningElection): void {
    const { owner, candidacy } = election;
    if (owner === undefined) return;
    this.#count(owner, -1);
    const byOwner = this.#held.get(candidacy);
    const elections = byOwner?.get(owner);
    elections?.delete(election);
    if (elections?.size === 0) byOwner?.delete(owner);
    if (byOwner?.size === 0) this.#held.delete(candidacy);
  }

  /** All groups. An address whose owner does not report to hold it is in no group. */
  *groups(): Iterable<Holding> {
    for (const [candidacy, byOwner] of this.#held) {
      for (const [owner, elections] of byOwner) yield { candidacy, owner, elections };
    }
  }

  #count({ node }: Candidate, more: number): void {
    const count = (this.#owned.get(node) ?? 0) + more;
    if (count === 0) this.#owned.delete(node);
    else this.#owned.set(node, count);
  }
}
