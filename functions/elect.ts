/**
 * Which node announces each address on layer 2, which stand by, and which BGPAdvertisements announce it.
 *
 * @module
 */

import { virtualIPName } from "./model/addresses/address.ts";
import {
  noEndpointsMessage,
  pendingMessage,
  silenceMessage,
  strangerMessage,
} from "./model/election/announcement_messages.ts";
import { asideUntil } from "./model/allocation/aside.ts";
import { bgpVerdict } from "./model/bgp/bgp_announced.ts";
import { type AddressUse, addressUses } from "./model/election/address_use.ts";
import type { VirtualIP } from "./model/crds.ts";
import type { Candidacy, Candidate, Elected } from "./model/election/election.ts";
import { type ElectionInput, type Electorate, electorateOf } from "./model/election/electorate.ts";
import type { Instant } from "./model/kubernetes.ts";
import { type OwnedCounts, place } from "./model/election/placement.ts";
import { layer2Aside, layer2Of, markMoved, plannedVirtualIP } from "./model/election/planned_virtual_ip.ts";
import { rebalance } from "./model/election/rebalance.ts";
import type { AnnouncementVerdict } from "./model/reasons.ts";
import { remembering } from "./model/remembering.ts";
import type { Seat } from "./model/election/seat.ts";

/**
 * Decides for every address in `status.loadBalancer.ingress` of the Services. Best first: the sum of the weights by which
 * advertisements prefer a node; the node that holds the address; the one that owns the fewest; rendezvous hash.
 *
 * Nothing that stands is moved without cause: an owner changes when it may not announce any more, when a node that is preferred
 * to it is back, or when another has been up for `settings.rebalanceAfterSeconds` and owns at least two addresses less. Only in
 * the last two cases the revision is raised.
 */
export function elect(observed: ElectionInput): Elected {
  const { now } = observed;
  const uses = addressUses(observed);
  const electorate = electorateOf(observed);
  const seats = seatsFor(uses.values(), electorate, now);
  const contested = seats.filter(({ layer2 }) => layer2 === undecided);
  const { owned, changesAt } = place(contested, now);
  const times = [changesAt, electorate.changesAt, rebalanceAt(contested, owned, observed)];

  const judge = judgeOf(electorate);
  const planned: VirtualIP[] = [];
  for (const seat of seats) {
    seat.layer2 = judge(seat);
    seat.verdict = overall(seat);
    if (seat.pool !== undefined) planned.push(planOf(seat, seat.pool, now));
  }
  for (const { address, virtualIP, claimants } of uses.values()) {
    const until = virtualIP === undefined ? undefined : asideUntil(virtualIP, now);
    if (virtualIP === undefined || until === undefined) continue;
    times.push(until);
    if (claimants.length > 0) continue;
    const { spec: { pool } } = virtualIP;
    const l2 = layer2Aside(virtualIP);
    planned.push(plannedVirtualIP({ address, pool, claimants, l2, bgp: undefined }, virtualIP));
  }
  const next = Math.min(...times);
  return {
    virtualIPs: planned.sort((one, other) => inOrder(one.metadata.name, other.metadata.name)),
    elections: seats,
    ...(next !== Infinity && { resyncAfterSeconds: Math.max(0, next - now) / 1000 }),
  };
}

/** What is said of an address before it is known. */
const undecided: AnnouncementVerdict = { reason: "Pending", message: "" };
const putAside: AnnouncementVerdict = { reason: "AddressConflict", message: strangerMessage };
const noEndpoints: AnnouncementVerdict = { reason: "NoEndpoints", message: noEndpointsMessage };

/** One for each address that Services have, in the order of their names, without an owner yet. */
function seatsFor(uses: Iterable<AddressUse>, electorate: Electorate, now: Instant): readonly Seat[] {
  const seats: Seat[] = [];
  for (const use of uses) if (use.claimants.length > 0) seats.push(seatFor(use, electorate, now));
  return seats.sort((one, other) => inOrder(one.name, other.name));
}

function seatFor({ address, claimants, virtualIP }: AddressUse, electorate: Electorate, now: Instant): Seat {
  const pool = electorate.poolOf(address, claimants, virtualIP?.spec.pool);
  const candidacy = electorate.candidacyFor(pool, claimants);
  const mayBeAnnounced = candidacy.failure === undefined || candidacy.candidates.size > 0;
  const bgp = electorate.bgpFor(address, pool, claimants);
  const layer2 = virtualIP !== undefined && asideUntil(virtualIP, now) !== undefined
    ? putAside
    : mayBeAnnounced && !claimants.some(({ isServed }) => isServed)
    ? noEndpoints
    : undecided;
  const name = virtualIP?.metadata.name ?? virtualIPName(address);
  return {
    name,
    address,
    claimants,
    pool,
    virtualIP,
    candidacy,
    ...(bgp !== undefined && { bgp }),
    owner: undefined,
    reported: false,
    taken: false,
    layer2,
    verdict: layer2,
  };
}

/** On layer 2 and by BGP, an address is announced as though it were by that alone; who looks for trouble looks at either. */
function overall({ layer2, bgp }: Seat): AnnouncementVerdict {
  if (bgp === undefined || layer2.reason === "Pending") return layer2;
  return bgp.failure === undefined || layer2.reason === "NoAdvertisement" ? bgpVerdict(bgp) : layer2;
}

function planOf(seat: Seat, pool: string, now: Instant): VirtualIP {
  const { virtualIP, address, claimants, layer2, taken, bgp } = seat;
  const l2 = layer2 === putAside && virtualIP !== undefined ? layer2Aside(virtualIP) : layer2Of(seat);
  const plan = plannedVirtualIP({ address, pool, claimants, l2, bgp: bgp?.plan }, virtualIP);
  return taken ? markMoved(plan, now) : plan;
}

function rebalanceAt(
  seats: readonly Seat[],
  owned: OwnedCounts,
  { now, settings: { rebalanceAfterSeconds } }: ElectionInput,
): Instant {
  return rebalanceAfterSeconds === "never"
    ? Infinity
    : rebalance(seats, owned, { now, holdDown: rebalanceAfterSeconds * 1000 });
}

/** Says the same of all addresses of which the same is true. */
function judgeOf(electorate: Electorate): (seat: Seat) => AnnouncementVerdict {
  const pending = remembering(
    (owner: Candidate) => owner,
    ({ node }): AnnouncementVerdict => ({ reason: "Pending", message: pendingMessage(node) }),
  );
  const silence = remembering(
    ({ candidacy }: Seat) => candidacy,
    ({ candidacy }) => remembering((pool: string | undefined) => pool, (pool) => silenceOf(pool, candidacy)),
  );
  return (seat) => {
    const { owner, pool, candidacy, layer2 } = seat;
    if (layer2 !== undecided) return layer2;
    return candidacy.failure === undefined && owner !== undefined ? pending(owner) : silence(seat)(pool);
  };

  function silenceOf(pool: string | undefined, candidacy: Candidacy): AnnouncementVerdict {
    const reason = candidacy.failure ?? "NoEligibleNode";
    const advertised = pool !== undefined && electorate.isAdvertised(pool);
    return { reason, message: silenceMessage(reason, { pool, candidacy, advertised }) };
  }
}

function inOrder(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

if (import.meta.main) await (await import("../runtime/cli/standalone.ts")).standalone("elect");
