/**
 * Moving just the excess, when a node has been up for the hold-down.
 *
 * @module
 */

import type { Candidacy } from "./election.ts";
import type { Instant } from "../kubernetes.ts";
import { nearest } from "./nearest.ts";
import { Outlooks } from "./outlook.ts";
import { leastBusy, type OwnedCounts } from "./placement.ts";
import { heldSince, movedAt, type Seat } from "./seat.ts";

/**
 * Moves addresses from the busiest owners to the least busy nodes until no move would bring two nodes closer. Only what has
 * stood for the hold-down counts as excess and moves, and only to nodes that have been up for as long. So the loss of a node
 * moves none but its own addresses, and a node that comes and goes draws nothing.
 *
 * @returns when time alone will let another address move
 */
export function rebalance(
  seats: readonly Seat[],
  owned: OwnedCounts,
  { now, holdDown }: { readonly now: Instant; readonly holdDown: number },
): Instant {
  if (Math.max(0, ...owned.values()) < 2) return Infinity;
  const outlooks = new Outlooks(owned, now - holdDown, holdDown);
  let changesAt = Infinity;
  for (let moved = true; moved;) {
    const busy = busySeats(seats, owned, outlooks);
    changesAt = Math.min(busy.changesAt, changesAt);
    const settled: Seat[] = [];
    for (const seat of busy.seats) {
      const readyAt = Math.max(heldSince(seat), movedAt(seat)) + holdDown;
      if (readyAt > now) changesAt = Math.min(changesAt, readyAt);
      else settled.push(seat);
    }
    moved = moveExcess(settled, owned, outlooks);
  }
  return changesAt;
}

/** What is held by nodes that own at least two addresses more than another that could take one. */
function busySeats(
  seats: readonly Seat[],
  owned: OwnedCounts,
  outlooks: Outlooks,
): { readonly seats: readonly Seat[]; readonly changesAt: Instant } {
  const donors = new Set<string>();
  let changesAt = Infinity;
  for (const { owner, reported, candidacy } of seats) {
    if (owner === undefined || !reported) continue;
    const { fewest, fewestLater, laterAt } = outlooks.of(candidacy, owner);
    const mine = owned.get(owner.node) ?? 0;
    if (mine - fewestLater >= 2) changesAt = Math.min(changesAt, laterAt);
    if (mine - fewest >= 2) donors.add(owner.node);
  }
  const held = donors.size === 0
    ? []
    : seats.filter(({ owner, reported }) => reported && donors.has(owner?.node ?? ""));
  return { seats: held, changesAt };
}

/** @returns whether an address has moved */
function moveExcess(settled: readonly Seat[], owned: OwnedCounts, outlooks: Outlooks): boolean {
  const donors = donorsOf(settled);
  let moved = false;
  for (let donor = busiest(donors); donor !== undefined; donor = busiest(donors)) {
    const queue = donor.queues.at(-1);
    const seat = queue?.at(-1);
    if (queue === undefined) {
      donor.settled = 0;
    } else if (seat === undefined || !move(seat, donor.settled, owned, outlooks)) {
      donor.queues.pop();
    } else {
      queue.pop();
      donor.settled--;
      moved = true;
    }
  }
  return moved;
}

interface Donor {
  readonly node: string;
  /** How many addresses it has held for the hold-down. */
  settled: number;
  /** Those, where the same nodes may announce together; the last of a queue goes first. */
  readonly queues: Seat[][];
}

function donorsOf(settled: readonly Seat[]): readonly Donor[] {
  const byNode = Map.groupBy(
    settled.toSorted((one, other) => one.address < other.address ? 1 : -1),
    (seat) => seat.owner?.node ?? "",
  );
  return [...byNode].map(([node, seats]) => {
    const queues = Map.groupBy(seats, (seat): Candidacy => seat.candidacy);
    return { node, settled: seats.length, queues: [...queues.values()] };
  });
}

function busiest(donors: readonly Donor[]): Donor | undefined {
  let chosen: Donor | undefined;
  for (const donor of donors) {
    if (donor.settled === 0) continue;
    const more = donor.settled - (chosen?.settled ?? 0);
    if (chosen === undefined || more > 0 || (more === 0 && donor.node < chosen.node)) chosen = donor;
  }
  return chosen;
}

/** @returns whether there is a node that the address can go to */
function move(seat: Seat, settled: number, owned: OwnedCounts, outlooks: Outlooks): boolean {
  const { owner } = seat;
  if (owner === undefined || settled - outlooks.of(seat.candidacy, owner).fewest < 2) return false;
  const [receiver] = nearest(leastBusy(outlooks.receivers(seat.candidacy, owner), owned), seat.address, 1);
  if (receiver === undefined) return false;
  owned.set(owner.node, (owned.get(owner.node) ?? 0) - 1);
  owned.set(receiver.node, (owned.get(receiver.node) ?? 0) + 1);
  seat.owner = receiver;
  seat.reported = false;
  seat.taken = true;
  outlooks.forget();
  return true;
}
