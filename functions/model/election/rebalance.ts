/**
 * Moves addresses from busy nodes to nodes that have been up for the hold-down (`--rebalance-after`).
 *
 * @module
 */

import type { Candidacy } from "./election.ts";
import type { Holdings } from "./holdings.ts";
import type { Instant } from "../kubernetes.ts";
import { nearest } from "./nearest.ts";
import { ReceiverLoads } from "./receiver_load.ts";
import { leastBusy, type OwnedCounts } from "./placement.ts";
import { heldSince, movedAt, type RunningElection } from "./running_election.ts";

/** The state that balancing reads and changes. */
export interface Balancing {
  /** All addresses with the nodes that have them; changed in place. */
  readonly holdings: Holdings;
  /** The number of addresses of each node; changed in place. */
  readonly owned: OwnedCounts;
  /** True if this pass decides the address. Balancing may not change other addresses. */
  readonly isDecided: (election: RunningElection) => boolean;
  readonly now: Instant;
  /** In milliseconds. */
  readonly holdDown: number;
}

export interface Rebalanced {
  /** When, by time alone, another address may move. */
  readonly changesAt: Instant;
  /**
   * Addresses that must move but are not decided in this pass: the caller must repeat the pass with them. Empty: the
   * result of this pass is valid.
   */
  readonly missing: readonly RunningElection[];
}

/**
 * Moves addresses from the busiest owners to the least busy nodes until no move would make the load more even. An
 * address moves only if its owner has held it for the hold-down, and only to a node that has been up for the hold-down.
 * So if a node dies, only its own addresses move, and an unstable node gets none.
 */
export function rebalance(balancing: Balancing): Rebalanced {
  const { owned, isDecided, now, holdDown } = balancing;
  if (Math.max(0, ...owned.values()) < 2) return { changesAt: Infinity, missing: [] };
  const loads = new ReceiverLoads(owned, now - holdDown, holdDown);
  let changesAt = Infinity;
  for (let moved = true; moved;) {
    const busy = busyElections(balancing, loads);
    changesAt = Math.min(busy.changesAt, changesAt);
    const settled: RunningElection[] = [];
    for (const election of busy.elections) {
      const readyAt = Math.max(heldSince(election), movedAt(election)) + holdDown;
      if (readyAt > now) changesAt = Math.min(changesAt, readyAt);
      else settled.push(isDecided(election) ? election : { ...election });
    }
    moved = moveExcess(settled, balancing, loads);
    const missing = settled.filter((election) => election.taken && !isDecided(election));
    if (missing.length > 0) return { changesAt, missing };
  }
  return { changesAt, missing: [] };
}

/** The addresses of each node that owns at least two addresses more than a node that could take one of them. */
function busyElections(
  { holdings, owned }: Balancing,
  loads: ReceiverLoads,
): { readonly elections: readonly RunningElection[]; readonly changesAt: Instant } {
  const donors = new Set<string>();
  let changesAt = Infinity;
  for (const { candidacy, owner } of holdings.groups()) {
    const { fewest, fewestLater, laterAt } = loads.of(candidacy, owner);
    const mine = owned.get(owner.node) ?? 0;
    if (mine - fewestLater >= 2) changesAt = Math.min(changesAt, laterAt);
    if (mine - fewest >= 2) donors.add(owner.node);
  }
  const elections: RunningElection[] = [];
  if (donors.size === 0) return { elections, changesAt };
  for (const { owner, elections: held } of holdings.groups()) {
    if (donors.has(owner.node)) { for (const election of held) elections.push(election); }
  }
  return { elections, changesAt };
}

/** @returns true if an address has moved */
function moveExcess(settled: readonly RunningElection[], balancing: Balancing, loads: ReceiverLoads): boolean {
  const donors = donorsOf(settled);
  let moved = false;
  for (let donor = busiest(donors); donor !== undefined; donor = busiest(donors)) {
    const queue = donor.queues.at(-1);
    const election = queue?.at(-1);
    if (queue === undefined) {
      donor.settled = 0;
    } else if (election === undefined || !move(election, donor.settled, balancing, loads)) {
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
  /** The number of addresses that the node has held for the hold-down. */
  settled: number;
  /** These addresses, one queue for each candidacy. The last address of a queue moves first. */
  readonly queues: RunningElection[][];
}

function donorsOf(settled: readonly RunningElection[]): readonly Donor[] {
  const byNode = Map.groupBy(
    settled.toSorted((one, other) => one.address < other.address ? 1 : -1),
    (election) => election.owner?.node ?? "",
  );
  return [...byNode].map(([node, elections]) => {
    const queues = Map.groupBy(elections, (election): Candidacy => election.candidacy);
    return { node, settled: elections.length, queues: [...queues.values()] };
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

/** @returns true if the address has moved */
function move(
  election: RunningElection,
  settled: number,
  { holdings, owned, isDecided }: Balancing,
  loads: ReceiverLoads,
): boolean {
  const { owner } = election;
  if (owner === undefined || settled - loads.of(election.candidacy, owner).fewest < 2) return false;
  const [receiver] = nearest(leastBusy(loads.receivers(election.candidacy, owner), owned), election.address, 1);
  if (receiver === undefined) return false;
  owned.set(owner.node, (owned.get(owner.node) ?? 0) - 1);
  owned.set(receiver.node, (owned.get(receiver.node) ?? 0) + 1);
  if (isDecided(election)) holdings.remove(election);
  election.owner = receiver;
  election.reported = false;
  election.taken = true;
  election.isSettled = false;
  if (isDecided(election)) holdings.add(election);
  loads.forget();
  return true;
}
