/**
 * An election of all addresses, or of some addresses while the others stay as they are.
 *
 * @module
 */

import { compare } from "../order.ts";
import { virtualIPName } from "../addresses/address.ts";
import { noEndpointsMessage, pendingMessage, silenceMessage, strangerMessage } from "./announcement_messages.ts";
import { asideUntil } from "../allocation/aside.ts";
import { bgpVerdict } from "./bgp_announced.ts";
import { type AddressUse, addressUses } from "./address_use.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { VirtualIP } from "../crds.ts";
import type { Candidacy, Candidate, Elected } from "./election.ts";
import { type Candidacies, candidaciesOf, type ElectionInput } from "./candidacies.ts";
import { Holdings } from "./holdings.ts";
import type { Instant } from "../kubernetes.ts";
import { type OwnedCounts, place } from "./placement.ts";
import { layer2Aside, layer2Of, markMoved, plannedVirtualIP } from "./planned_virtual_ip.ts";
import { rebalance, type Rebalanced } from "./rebalance.ts";
import type { AnnouncementVerdict } from "../reasons.ts";
import { remembering } from "../remembering.ts";
import type { RunningElection } from "./running_election.ts";
import { readStandings } from "./standings.ts";

/** The facts about the addresses that stay as they are. */
export interface ElectedRest {
  /** The candidacies of those addresses, for the same nodes, announcers and configuration. */
  readonly candidacies: Candidacies;
  /** Which of those addresses each node has; changed in place. */
  readonly holdings: Holdings;
}

export interface ElectionRun extends ElectedRest {
  readonly elected: Elected;
  /** The elections in `elected`, with further fields that only the election itself uses. */
  readonly elections: readonly RunningElection[];
  /** Addresses that must move but are not decided in this pass: see `Rebalanced`. */
  readonly missing: readonly RunningElection[];
}

/** @param rest absent: there are no other addresses */
export function runElection(observed: ElectionInput, configuration: Configuration, rest?: ElectedRest): ElectionRun {
  const { now } = observed;
  const uses = addressUses(observed);
  const standings = readStandings(observed);
  const { candidacies, holdings } = rest ?? {
    candidacies: candidaciesOf(observed, configuration, standings),
    holdings: new Holdings(),
  };
  const elections = electionsFor(uses.values(), candidacies, now);
  const contested = elections.filter(({ layer2 }) => layer2 === undecided);
  const { owned, changesAt } = place(contested, { now, renewedAt: standings.renewedAt, others: holdings.owned });
  for (const election of contested) holdings.add(election);
  const balance = balanced(contested, { holdings, owned }, observed);
  const times = [changesAt, standings.changesAt, balance.changesAt];

  const judge = judgeOf(candidacies);
  const planned: VirtualIP[] = [];
  for (const election of elections) {
    election.layer2 = judge(election);
    election.verdict = overall(election);
    if (election.pool !== undefined) planned.push(planOf(election, election.pool, now));
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
  const elected = {
    virtualIPs: planned.sort((one, other) => compare(one.metadata.name, other.metadata.name)),
    elections,
    ...(next !== Infinity && { resyncAfterSeconds: Math.max(0, next - now) / 1000 }),
  };
  return { elected, elections, missing: balance.missing, candidacies, holdings };
}

/** The verdict of an address until its owner is chosen. */
const undecided: AnnouncementVerdict = { reason: "Pending", message: "" };
const putAside: AnnouncementVerdict = { reason: "AddressConflict", message: strangerMessage };
const noEndpoints: AnnouncementVerdict = { reason: "NoEndpoints", message: noEndpointsMessage };

/** One election for each address that Services have, ordered by name, without an owner yet. */
function electionsFor(uses: Iterable<AddressUse>, candidacies: Candidacies, now: Instant): readonly RunningElection[] {
  const elections: RunningElection[] = [];
  for (const use of uses) if (use.claimants.length > 0) elections.push(electionFor(use, candidacies, now));
  return elections.sort((one, other) => compare(one.name, other.name));
}

function electionFor(
  { address, claimants, virtualIP }: AddressUse,
  candidacies: Candidacies,
  now: Instant,
): RunningElection {
  const pool = candidacies.poolOf(address, claimants, virtualIP?.spec.pool);
  const candidacy = candidacies.candidacyFor(pool, claimants, address);
  const mayBeAnnounced = candidacy.failure === undefined || candidacy.candidates.size > 0;
  const bgp = candidacies.bgpFor(address, pool, claimants);
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
    isSettled: layer2 !== putAside,
    layer2,
    verdict: layer2,
  };
}

/** One verdict for both protocols: an address that one protocol announces counts as announced. */
function overall({ layer2, bgp }: RunningElection): AnnouncementVerdict {
  if (bgp === undefined || layer2.reason === "Pending") return layer2;
  return bgp.failure === undefined || layer2.reason === "NoAdvertisement" ? bgpVerdict(bgp) : layer2;
}

function planOf(election: RunningElection, pool: string, now: Instant): VirtualIP {
  const { virtualIP, address, claimants, layer2, taken, bgp } = election;
  const l2 = layer2 === putAside && virtualIP !== undefined ? layer2Aside(virtualIP) : layer2Of(election);
  const plan = plannedVirtualIP({ address, pool, claimants, l2, bgp: bgp?.plan }, virtualIP);
  return taken ? markMoved(plan, now) : plan;
}

function balanced(
  contested: readonly RunningElection[],
  { holdings, owned }: { readonly holdings: Holdings; readonly owned: OwnedCounts },
  { now, settings: { rebalanceAfterSeconds } }: ElectionInput,
): Rebalanced {
  if (rebalanceAfterSeconds === "never") return { changesAt: Infinity, missing: [] };
  const decided = new Set(contested);
  const isDecided = (election: RunningElection): boolean => decided.has(election);
  return rebalance({ holdings, owned, isDecided, now, holdDown: rebalanceAfterSeconds * 1000 });
}

/** Builds each verdict once and shares it between addresses. */
function judgeOf(candidacies: Candidacies): (election: RunningElection) => AnnouncementVerdict {
  const pending = remembering(
    (owner: Candidate) => owner,
    ({ node }): AnnouncementVerdict => ({ reason: "Pending", message: pendingMessage(node) }),
  );
  const silence = remembering(
    ({ candidacy }: RunningElection) => candidacy,
    ({ candidacy }) => remembering((pool: string | undefined) => pool, (pool) => silenceOf(pool, candidacy)),
  );
  return (election) => {
    const { owner, pool, candidacy, layer2 } = election;
    if (layer2 !== undecided) return layer2;
    return candidacy.failure === undefined && owner !== undefined ? pending(owner) : silence(election)(pool);
  };

  function silenceOf(pool: string | undefined, candidacy: Candidacy): AnnouncementVerdict {
    const reason = candidacy.failure ?? "NoEligibleNode";
    const advertised = pool !== undefined && candidacies.isAdvertised(pool);
    const misplaced = pool === undefined || advertised ? [] : candidacies.misplacedFor(pool);
    return { reason, message: silenceMessage(reason, { pool, candidacy, advertised, misplaced }) };
  }
}
