/**
 * Which node announces each address on layer 2, and which stand by.
 *
 * @module
 */

import { parseAddress, virtualIPName } from "./model/address.ts";
import { pendingMessage, silenceMessage, strangerMessage } from "./model/announcement_messages.ts";
import { asideUntil } from "./model/aside.ts";
import { type Claimant, claimsByAddress } from "./model/claims.ts";
import type { VirtualIP } from "./model/crds.ts";
import type { Elected, Election } from "./model/election.ts";
import { type ElectionInput, type Electorate, electorateOf } from "./model/electorate.ts";
import type { Instant } from "./model/kubernetes.ts";
import { place } from "./model/placement.ts";
import { layer2Aside, layer2Of, markMoved, plannedVirtualIP } from "./model/planned_virtual_ip.ts";
import { rebalance } from "./model/rebalance.ts";
import type { AnnouncementReason, AnnouncementVerdict } from "./model/reasons.ts";
import type { Seat } from "./model/seat.ts";

/** An address in use, with what the observed world says of it. */
interface InUse {
  readonly name: string;
  readonly address: string;
  readonly claimants: readonly Claimant[];
  readonly pool: string | undefined;
  readonly virtualIP: VirtualIP | undefined;
  readonly seat: Seat;
  /** Why it may have no owner; undefined: it may have one. */
  readonly silence: AnnouncementReason | undefined;
}

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
  const virtualIPs = new Map(observed.virtualIPs.filter(isWellNamed).map((each) => [each.spec.address, each]));
  const electorate = electorateOf(observed);
  const inUse = addressesInUse(observed, electorate, virtualIPs);
  const seats = inUse.filter(({ silence }) => silence === undefined).map(({ seat }) => seat);
  const { owned, changesAt } = place(seats, now);
  const times = [changesAt, electorate.changesAt, rebalanceAt(seats, owned, observed)];

  const planned: VirtualIP[] = [];
  for (const each of inUse) {
    if (each.pool === undefined) continue;
    const { virtualIP, address, pool, claimants, seat } = each;
    const aside = each.silence === "AddressConflict" && virtualIP !== undefined;
    const l2 = aside ? layer2Aside(virtualIP) : layer2Of(seat);
    const plan = plannedVirtualIP({ address, pool, claimants, l2 }, virtualIP);
    planned.push(seat.taken ? markMoved(plan, now) : plan);
  }
  const inUseAddresses = new Set(inUse.map(({ address }) => address));
  for (const virtualIP of virtualIPs.values()) {
    const until = asideUntil(virtualIP, now);
    if (until !== undefined) times.push(until);
    const { address, pool } = virtualIP.spec;
    if (until === undefined || inUseAddresses.has(address)) continue;
    planned.push(plannedVirtualIP({ address, pool, claimants: [], l2: layer2Aside(virtualIP) }, virtualIP));
  }
  const next = Math.min(...times);
  return {
    virtualIPs: sortedBy(planned, (each) => each.metadata.name),
    elections: inUse.map((each) => electionOf(each, electorate)),
    ...(next !== Infinity && { resyncAfterSeconds: Math.max(0, next - now) / 1000 }),
  };
}

function addressesInUse(
  observed: ElectionInput,
  electorate: Electorate,
  virtualIPs: ReadonlyMap<string, VirtualIP>,
): readonly InUse[] {
  const claims = claimsByAddress(observed.services, observed.settings, virtualIPs);
  const inUse = [...claims].map(([address, claimants]): InUse => {
    const virtualIP = virtualIPs.get(address);
    const name = virtualIP?.metadata.name ?? virtualIPName(address);
    const pool = electorate.poolOf(address, claimants, virtualIP?.spec.pool);
    const candidacy = electorate.candidacyFor(pool, claimants);
    const seat: Seat = {
      address,
      candidacy,
      reported: false,
      taken: false,
      ...(virtualIP !== undefined && { virtualIP }),
    };
    return { name, address, claimants, pool, virtualIP, seat, silence: silenceOf(seat, claimants) };
  });
  return sortedBy(inUse, (each) => each.name);

  function silenceOf({ candidacy, virtualIP }: Seat, claimants: readonly Claimant[]): AnnouncementReason | undefined {
    if (virtualIP !== undefined && asideUntil(virtualIP, observed.now) !== undefined) return "AddressConflict";
    const mayBeAnnounced = candidacy.failure === undefined || candidacy.candidates.size > 0;
    return mayBeAnnounced && !electorate.isServed(claimants) ? "NoEndpoints" : undefined;
  }
}

function rebalanceAt(
  seats: readonly Seat[],
  owned: Map<string, number>,
  { now, settings: { rebalanceAfterSeconds } }: ElectionInput,
): Instant {
  return rebalanceAfterSeconds === "never"
    ? Infinity
    : rebalance(seats, owned, { now, holdDown: rebalanceAfterSeconds * 1000 });
}

function electionOf(each: InUse, electorate: Electorate): Election {
  const { address, pool, claimants, seat } = each;
  return {
    address,
    ...(pool !== undefined && { pool }),
    services: claimants.map(({ key }) => key),
    candidacy: seat.candidacy,
    ...(seat.owner !== undefined && { owner: seat.owner.node }),
    verdict: verdictOf(each, electorate),
  };
}

function verdictOf({ address, pool, seat, silence }: InUse, electorate: Electorate): AnnouncementVerdict {
  const { owner, candidacy } = seat;
  if (silence === "AddressConflict") return { reason: silence, message: strangerMessage(address) };
  const reason = silence ?? candidacy.failure ?? (owner === undefined ? "NoEligibleNode" : undefined);
  if (reason === undefined && owner !== undefined) {
    return { reason: "Pending", message: pendingMessage(address, owner.node) };
  }
  const advertised = pool !== undefined && electorate.isAdvertised(pool);
  const failed = reason ?? "NoEligibleNode";
  return { reason: failed, message: silenceMessage(failed, { address, pool, candidacy, advertised }) };
}

/** One that somebody made by hand under another name is not owned, and goes. */
function isWellNamed({ metadata: { name }, spec: { address } }: VirtualIP): boolean {
  return name === address || (name === virtualIPName(address) && parseAddress(address)?.text === address);
}

function sortedBy<Item>(items: Item[], textOf: (item: Item) => string): Item[] {
  return items.sort((one, other) => {
    const [first, second] = [textOf(one), textOf(other)];
    return first < second ? -1 : first > second ? 1 : 0;
  });
}

if (import.meta.main) await (await import("../runtime/cli/standalone.ts")).standalone("elect");
