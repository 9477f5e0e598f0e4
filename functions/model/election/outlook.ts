/**
 * How busy the nodes are that could take an address from its owner.
 *
 * @module
 */

import type { Candidacy, Candidate } from "./election.ts";
import type { Instant } from "../kubernetes.ts";
import type { OwnedCounts } from "./placement.ts";

export interface Outlook {
  /** The fewest addresses that a node owns that has been up for the hold-down. */
  readonly fewest: number;
  /** The same of the others, and when the first of them has been. */
  readonly fewestLater: number;
  readonly laterAt: Instant;
}

/** Remembers outlooks, since most addresses share theirs, until an address moves. */
export class Outlooks {
  readonly #known = new Map<Candidacy, Map<number, Outlook>>();
  readonly #owned: OwnedCounts;
  readonly #upBefore: Instant;
  readonly #holdDown: number;

  constructor(owned: OwnedCounts, upBefore: Instant, holdDown: number) {
    this.#owned = owned;
    this.#upBefore = upBefore;
    this.#holdDown = holdDown;
  }

  /** Of nodes that are as preferred as the owner. */
  of(candidacy: Candidacy, owner: Candidate): Outlook {
    const byScore = this.#known.get(candidacy);
    const known = byScore?.get(owner.score);
    if (known !== undefined) return known;
    const outlook = this.#look(candidacy, owner.score);
    if (byScore === undefined) this.#known.set(candidacy, new Map([[owner.score, outlook]]));
    else byScore.set(owner.score, outlook);
    return outlook;
  }

  /** Nodes as preferred as the owner that have been up for the hold-down. */
  receivers(candidacy: Candidacy, owner: Candidate): readonly Candidate[] {
    return candidacy.ranked.filter((each) => each.score === owner.score && this.#isSettled(each));
  }

  forget(): void {
    this.#known.clear();
  }

  #look({ ranked }: Candidacy, score: number): Outlook {
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

  /** Of a node whose announcer does not say since when it is up, nothing is expected. */
  #isSettled({ upSince }: Candidate): boolean {
    return upSince !== undefined && upSince <= this.#upBefore;
  }
}
