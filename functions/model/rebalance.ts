/**
 * Moving just the excess, when a node has been up for the hold-down.
 *
 * @module
 */

import type { Candidacy, Candidate } from "./election.ts";
import type { Instant } from "./kubernetes.ts";
import { nearest } from "./nearest.ts";
import { leastBusy, type OwnedCounts } from "./placement.ts";
import { heldSince, movedAt, type Seat } from "./seat.ts";

/** How busy the nodes are that could take an address from its owner without being less preferred. */
interface Outlook {
  /** The fewest addresses that one of them owns that has been up for the hold-down. */
  readonly fewest: number;
  /** The same of those that have not, and when the first of them has. */
  readonly fewestLater: number;
  readonly laterAt: Instant;
}

/**
 * Moves addresses from the busiest owners to the least busy nodes until no move would bring two nodes closer. An address moves
 * only when its owner has held it for the hold-down, and the receiver has been up for as long, so that a node that comes and
 * goes draws nothing.
 *
 * @returns when time alone will let another address move
 */
export function rebalance(
  seats: readonly Seat[],
  owned: OwnedCounts,
  { now, holdDown }: { readonly now: Instant; readonly holdDown: number },
): Instant {
  const counts = [...owned.values()];
  if (Math.max(0, ...counts) < 2) return Infinity;
  let changesAt = Infinity;
  const outlooks = new Outlooks(owned, now - holdDown, holdDown);
  for (let moved = true; moved;) {
    const movable: Seat[] = [];
    for (const seat of seats) {
      if (seat.owner === undefined || !seat.reported) continue;
      const { fewest, fewestLater, laterAt } = outlooks.of(seat.candidacy, seat.owner);
      const mine = owned.get(seat.owner.node) ?? 0;
      if (mine - fewestLater >= 2) changesAt = Math.min(changesAt, laterAt);
      if (mine - fewest < 2) continue;
      const readyAt = Math.max(heldSince(seat), movedAt(seat)) + holdDown;
      if (readyAt > now) changesAt = Math.min(changesAt, readyAt);
      else movable.push(seat);
    }
    moved = moveExcess(movable, owned, outlooks);
  }
  return changesAt;
}

/** @returns whether an address has moved */
function moveExcess(movable: readonly Seat[], owned: OwnedCounts, outlooks: Outlooks): boolean {
  const donors = donorsOf(movable);
  let moved = false;
  while (donors.size > 0) {
    const donor = busiest(donors.keys(), owned);
    const queues = donors.get(donor) ?? [];
    const queue = queues.at(-1);
    const seat = queue?.pop();
    if (queue === undefined) donors.delete(donor);
    else if (seat === undefined || !move(seat, owned, outlooks)) queues.pop();
    else moved = true;
  }
  return moved;
}

/** The owners' movable addresses, those that have the same choice together; the last of a queue goes first. */
function donorsOf(movable: readonly Seat[]): Map<string, Seat[][]> {
  const byDonor = new Map<string, Map<Candidacy, Seat[]>>();
  for (const seat of movable.toSorted((one, other) => one.address < other.address ? 1 : -1)) {
    const queues = getOrAdd(byDonor, seat.owner?.node ?? "", () => new Map<Candidacy, Seat[]>());
    getOrAdd(queues, seat.candidacy, (): Seat[] => []).push(seat);
  }
  return new Map([...byDonor].map(([donor, queues]) => [donor, [...queues.values()]]));
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

function busiest(nodes: Iterable<string>, owned: OwnedCounts): string {
  let chosen = "";
  let most = -1;
  for (const node of nodes) {
    const count = owned.get(node) ?? 0;
    if (count > most || (count === most && node < chosen)) [chosen, most] = [node, count];
  }
  return chosen;
}

function move(seat: Seat, owned: OwnedCounts, outlooks: Outlooks): boolean {
  const { owner } = seat;
  if (owner === undefined) return false;
  const mine = owned.get(owner.node) ?? 0;
  if (mine - outlooks.of(seat.candidacy, owner).fewest < 2) return false;
  const [receiver] = nearest(leastBusy(outlooks.settled(seat.candidacy, owner), owned), seat.address, 1);
  if (receiver === undefined) return false;
  owned.set(owner.node, mine - 1);
  owned.set(receiver.node, (owned.get(receiver.node) ?? 0) + 1);
  seat.owner = receiver;
  seat.reported = false;
  seat.taken = true;
  outlooks.forget();
  return true;
}

/** Remembers outlooks, since most addresses share theirs, until an address moves. */
class Outlooks {
  readonly #known = new Map<Candidacy, Map<number, Outlook>>();
  readonly #owned: OwnedCounts;
  readonly #settledBefore: Instant;
  readonly #holdDown: number;

  constructor(owned: OwnedCounts, settledBefore: Instant, holdDown: number) {
    this.#owned = owned;
    this.#settledBefore = settledBefore;
    this.#holdDown = holdDown;
  }

  of(candidacy: Candidacy, owner: Candidate): Outlook {
    const byScore = getOrAdd(this.#known, candidacy, () => new Map<number, Outlook>());
    return getOrAdd(byScore, owner.score, () => this.#look(candidacy, owner.score));
  }

  /** Those of the owner's score that have been up for the hold-down. */
  settled(candidacy: Candidacy, owner: Candidate): readonly Candidate[] {
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

  #isSettled({ upSince }: Candidate): boolean {
    return upSince !== undefined && upSince <= this.#settledBefore;
  }
}
