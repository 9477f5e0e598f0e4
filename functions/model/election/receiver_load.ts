/**
 * The load of the nodes to which an address could move from its owner.
 *
 * @module
 */

import type { Candidacy, Candidate } from "./election.ts";
import type { Instant } from "../kubernetes.ts";
import type { OwnedCounts } from "./placement.ts";

export interface ReceiverLoad {
  /** The smallest number of addresses on a node that has been up for the hold-down. */
  readonly fewest: number;
  /** The smallest number of addresses on a node that has been up for less than the hold-down. */
  readonly fewestLater: number;
  /** When the first of these nodes will have been up for the hold-down; Infinity: there is no such node. */
  readonly laterAt: Instant;
}

/**
 * The loads, by candidacy and score. Most addresses have these in common, so each load is remembered until an address
 * moves.
 */
export class ReceiverLoads {
  readonly #known = new Map<Candidacy, Map<number, ReceiverLoad>>();
  readonly #owned: OwnedCounts;
  readonly #upBefore: Instant;
  readonly #holdDown: number;

  constructor(owned: OwnedCounts, upBefore: Instant, holdDown: number) {
    this.#owned = owned;
    this.#upBefore = upBefore;
    this.#holdDown = holdDown;
  }

  /** The load of the nodes with the same score as the owner. */
  of(candidacy: Candidacy, owner: Candidate): ReceiverLoad {
    const byScore = this.#known.get(candidacy);
    const known = byScore?.get(owner.score);
    if (known !== undefined) return known;
    const load = this.#look(candidacy, owner.score);
    if (byScore === undefined) this.#known.set(candidacy, new Map([[owner.score, load]]));
    else byScore.set(owner.score, load);
    return load;
  }

  /** The nodes that have the same score as the owner and have been up for the hold-down. */
  receivers(candidacy: Candidacy, owner: Candidate): readonly Candidate[] {
    return candidacy.ranked.filter((each) => each.score === owner.score && this.#isSettled(each));
  }

  forget(): void {
    this.#known.clear();
  }

  #look({ ranked }: Candidacy, score: number): ReceiverLoad {
    let [fewest, fewestLater, laterAt] = [Infinity, Infinity, Infinity];
    for (const candidate of ranked) {
      if (candidate.score !== score || candidate.upSince === undefined) continue;
      const count = this.#owned.get(candidate.node) ?? 0;
      if (this.#isSettled(candidate)) {
        fewest = Math.min(fewest, count);
      } else {
        fewestLater = Math.min(fewestLater, count);
        laterAt = Math.min(laterAt, candidate.upSince + this.#holdDown);
      }
    }
    return { fewest, fewestLater, laterAt };
  }

  /** True if the node has been up for the hold-down. False if its announcer does not report since when it runs. */
  #isSettled({ upSince }: Candidate): boolean {
    return upSince !== undefined && upSince <= this.#upBefore;
  }
}
