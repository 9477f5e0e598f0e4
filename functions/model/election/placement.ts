/**
 * Who is to own each address: whoever holds it, else the best.
 *
 * @module
 */

import type { Candidate } from "./election.ts";
import type { Instant } from "../kubernetes.ts";
import { nearest } from "./nearest.ts";
import { heldSince, holderOf, movedAt, reportedHolder, type Seat } from "./seat.ts";

/** How many addresses each node owns. */
export type OwnedCounts = Map<string, number>;

/**
 * How long a preferred node that was given an address back, and did not take it, is not given it again: it is live for the API
 * server and not for its peers.
 */
export const reclaimSeconds = 10;

export interface Placed {
  readonly owned: OwnedCounts;
  /** When a preferred node may be tried again. */
  readonly changesAt: Instant;
}

/**
 * Gives every seat an owner: first those whose holder stays, so that the others see who is busy; of the others, those with the
 * smallest choice come first.
 */
export function place(seats: readonly Seat[], now: Instant): Placed {
  const owned: OwnedCounts = new Map();
  const open: { readonly seat: Seat; readonly choice: readonly Candidate[] }[] = [];
  let changesAt = Infinity;
  for (const seat of seats) {
    const holder = holderOf(seat);
    const reported = holder !== undefined && holder === reportedHolder(seat);
    const better = holder === undefined ? [] : betterThan(holder, seat, reported);
    const retryAt = reported ? movedAt(seat) + reclaimSeconds * 1000 : -Infinity;
    if (better.length > 0 && retryAt > now) changesAt = Math.min(changesAt, retryAt);
    if (holder !== undefined && (better.length === 0 || retryAt > now)) {
      seat.owner = holder;
      seat.reported = reported;
      owned.set(holder.node, (owned.get(holder.node) ?? 0) + 1);
    } else {
      seat.taken = reported;
      open.push({ seat, choice: holder === undefined ? tierOf(seat.candidacy.ranked) : better });
    }
  }
  open.sort((one, other) =>
    one.choice.length - other.choice.length || (one.seat.address < other.seat.address ? -1 : 1)
  );
  for (const { seat, choice } of open) give(seat, choice, owned);
  return { owned, changesAt };
}

/**
 * The most preferred of the nodes that are preferred to the holder. One that has shown no life since the holder took the address
 * is not back yet: it may be the one that the holder stands in for.
 */
function betterThan(holder: Candidate, seat: Seat, reported: boolean): readonly Candidate[] {
  const { ranked } = seat.candidacy;
  const [best] = ranked;
  if (best === undefined || best.score <= holder.score) return [];
  const since = reported ? heldSince(seat) : -Infinity;
  return tierOf(ranked.filter((each) => each.score > holder.score && (each.renewedAt ?? Infinity) > since));
}

/** Those with the highest score. */
function tierOf(ranked: readonly Candidate[]): readonly Candidate[] {
  const end = ranked.findIndex((each) => each.score !== ranked[0]?.score);
  return end < 0 ? ranked : ranked.slice(0, end);
}

function give(seat: Seat, choice: readonly Candidate[], owned: OwnedCounts): void {
  const [owner] = nearest(leastBusy(choice, owned), seat.address, 1);
  if (owner === undefined) return;
  seat.owner = owner;
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
