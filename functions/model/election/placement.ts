/**
 * Chooses the owner of each address: the present holder, or a candidate with a higher score. Without a holder, the best
 * candidate.
 *
 * @module
 */

import { compare } from "../order.ts";
import type { Candidate } from "./election.ts";
import type { Instant } from "../kubernetes.ts";
import { nearest } from "./nearest.ts";
import { heldSince, holderOf, isShared, movedAt, reportedHolder, type RunningElection } from "./running_election.ts";

/** How many addresses each node owns. */
export type OwnedCounts = Map<string, number>;

/**
 * For this many seconds after a planned move, a holder that has reported keeps the address, even if a candidate has a
 * higher score. Otherwise the address could go back and forth all the time: a node can renew its Lease although its
 * peers do not receive its heartbeats, and then the peers do not hand the address over.
 */
export const reclaimSeconds = 10;

/** Further inputs of `place`. */
export interface Placing {
  readonly now: Instant;
  /** When a node's announcer last renewed its Lease; undefined: not known. */
  readonly renewedAt: (node: string) => Instant | undefined;
  /** How many addresses outside this pass each node owns. */
  readonly others: ReadonlyMap<string, number>;
}

export interface Placed {
  /** Includes the addresses outside this pass. */
  readonly owned: OwnedCounts;
  /** When a candidate with a higher score may first get an address that a recent move protects; Infinity: never. */
  readonly changesAt: Instant;
}

/**
 * Gives an owner to every address that has a candidate. First come the addresses whose holder stays, so that the load
 * of each node is known. Then come the others, those with the fewest candidates first.
 */
export function place(elections: readonly RunningElection[], placing: Placing): Placed {
  const { now } = placing;
  const owned: OwnedCounts = new Map(placing.others);
  const open: { readonly election: RunningElection; readonly choice: readonly Candidate[] }[] = [];
  let changesAt = Infinity;
  for (const election of elections) {
    const holder = holderOf(election);
    const reported = holder !== undefined && holder === reportedHolder(election);
    const better = holder === undefined || isShared(election)
      ? []
      : betterThan(holder, election, { reported, placing });
    const retryAt = reported ? movedAt(election) + reclaimSeconds * 1000 : -Infinity;
    if (better.length > 0 && retryAt > now) changesAt = Math.min(changesAt, retryAt);
    if (holder !== undefined && (better.length === 0 || retryAt > now)) {
      election.owner = holder;
      // All nodes of the order answer for a shared address, so balancing does not move it.
      election.reported = reported && !isShared(election);
      election.isSettled = isShared(election) || (better.length === 0 && !isSurpassed(holder, election));
      owned.set(holder.node, (owned.get(holder.node) ?? 0) + 1);
    } else {
      election.taken = reported;
      const choice = holder === undefined ? tierOf(election.candidacy.ranked) : better;
      election.isSettled = choice.length === 0;
      open.push({ election, choice });
    }
  }
  open.sort((one, other) =>
    one.choice.length - other.choice.length || compare(one.election.address, other.election.address)
  );
  for (const { election, choice } of open) give(election, choice, owned);
  return { owned, changesAt };
}

/**
 * The nodes with the highest score, if that score is above the holder's. Leaves out a node that has not renewed its
 * Lease since the holder took the address: it may be the dead node that the holder replaced.
 */
function betterThan(
  holder: Candidate,
  election: RunningElection,
  { reported, placing: { renewedAt } }: { readonly reported: boolean; readonly placing: Placing },
): readonly Candidate[] {
  if (!isSurpassed(holder, election)) return [];
  const { ranked } = election.candidacy;
  const since = reported ? heldSince(election) : -Infinity;
  return tierOf(ranked.filter((each) => each.score > holder.score && (renewedAt(each.node) ?? Infinity) > since));
}

/** True if the best candidate has a higher score than the holder. */
function isSurpassed(holder: Candidate, { candidacy: { ranked: [best] } }: RunningElection): boolean {
  return best !== undefined && best.score > holder.score;
}

/** The candidates with the highest score. */
function tierOf(ranked: readonly Candidate[]): readonly Candidate[] {
  const end = ranked.findIndex((each) => each.score !== ranked[0]?.score);
  return end < 0 ? ranked : ranked.slice(0, end);
}

function give(election: RunningElection, choice: readonly Candidate[], owned: OwnedCounts): void {
  const [owner] = nearest(leastBusy(choice, owned), election.address, 1);
  if (owner === undefined) return;
  election.owner = owner;
  owned.set(owner.node, (owned.get(owner.node) ?? 0) + 1);
}

export function leastBusy(choice: readonly Candidate[], owned: ReadonlyMap<string, number>): readonly Candidate[] {
  let fewest = Infinity;
  let least: Candidate[] = [];
  for (const candidate of choice) {
    const count = owned.get(candidate.node) ?? 0;
    if (count > fewest) continue;
    if (count < fewest) least = [];
    fewest = count;
    least.push(candidate);
  }
  return least;
}
