/**
 * Decides for which addresses one node answers, on which links, and with which MAC.
 *
 * Why: docs/adr/0022-a-node-that-cannot-serve.md
 *
 * @module
 */

import type { OnLink } from "./model/announcing/liveness/probe.ts";
import { isIPv6, parseAddress } from "./model/addresses/address.ts";
import { statusOf } from "./model/announcing/status/announcer_status.ts";
import type { VirtualIP } from "./model/crds.ts";
import type { Instant } from "./model/kubernetes.ts";
import type { Duty, Evidence, Mute, Standby } from "./model/announcing/duties/duty.ts";
import { cannotServe } from "./model/announcing/duties/cannot_serve.ts";
import { holdOn } from "./model/announcing/duties/hand_over.ts";
import { hold } from "./model/announcing/duties/hold.ts";
import { homeLinks, namesByFamily, subnetsOf } from "./model/announcing/duties/home_links.ts";
import {
  type AddressView,
  evidenceFor,
  passedOver,
  type Responsibility,
  responsibility,
  unclaimedBy,
} from "./model/announcing/duties/takeover.ts";
import type { Announcing, Situation } from "./model/announcing/duties/situation.ts";
import { learn, mustHearHosts, mustLearn } from "./model/announcing/duties/learning.ts";
import { isInUse, isToBeShared, share, unshare } from "./model/announcing/duties/share.ts";
import type { Step } from "./model/announcing/duties/step.ts";
import { linger, stepIn } from "./model/announcing/duties/surrogacy.ts";
import { leaveAlone, putAside } from "./model/announcing/duties/put_aside.ts";
import { checkMs, claimMs, muteMs, probeMs } from "./model/announcing/timing.ts";

export { answer } from "./model/announcing/duties/answer.ts";

/**
 * Decides for every address that this node holds or may hold. The decision for one address does not depend on the
 * others, so the caller may pass only the addresses that changed.
 *
 * Pure: `situation.duties` has the node's previous duties, and `duties` in the result has the new ones.
 */
export function announce(situation: Situation): Announcing {
  const duties = new Map<string, Duty>();
  const answers = new Map<string, Readonly<Record<string, string>>>();
  const gratuitous: OnLink[] = [];
  const probes: OnLink[] = [];
  const declines: string[] = [];
  const statuses: VirtualIP[] = [];
  const resyncAt = new Map<string, Instant>();
  const look = viewer(situation);
  for (const virtualIP of situation.virtualIPs) {
    const view = look(virtualIP);
    const { address } = virtualIP.spec;
    const step = view === undefined ? {} : next(view, situation);
    if (step.duty !== undefined) {
      duties.set(address, step.duty);
      if ("macs" in step.duty) answers.set(address, step.duty.macs);
    }
    if (view !== undefined && (view.links.length === 0 || step.duty?.role === "mute")) declines.push(address);
    gratuitous.push(...step.gratuitous ?? []);
    probes.push(...step.probes ?? []);
    if (step.resyncAt !== undefined) resyncAt.set(address, step.resyncAt);
    const status = statusOf(virtualIP, step.duty, situation);
    if (status !== undefined) statuses.push({ ...virtualIP, status });
  }
  return {
    duties,
    answers,
    gratuitous,
    probes,
    claims: claimsOf(duties),
    declines,
    statuses,
    resyncAt,
  };
}

/**
 * Returns a function that collects the facts about one address. That function returns undefined if this node has
 * nothing to do with the address.
 */
function viewer(situation: Situation): (virtualIP: VirtualIP) => AddressView | undefined {
  const subnets = subnetsOf([...situation.links, ...situation.idle]);
  const upByFamily = namesByFamily(situation.links);
  const all = [...situation.links, ...situation.idle].map(({ name }) => name);
  return (virtualIP) => {
    const { address, l2 } = virtualIP.spec;
    const duty = situation.duties.get(address);
    // A VirtualIP that a user wrote may spell the address in another way. Such a VirtualIP is ignored.
    if (parseAddress(address)?.text !== address) return undefined;
    const entry = l2?.order.find((each) => each.node === situation.node);
    const answered = duty === undefined ? undefined : answeredLinks(duty);
    if (l2 === undefined || (entry === undefined && answered === undefined)) return undefined;
    const up = upByFamily[isIPv6(address) ? "IPv6" : "IPv4"];
    const wanted = entry === undefined ? answered : entry.interfaces;
    const own = wanted === undefined ? all : all.filter((name) => wanted.includes(name));
    const home = homeLinks(address, own, subnets).filter((name) => up.includes(name));
    // If the links in the address's subnet are down, the address has no links: clients send no ARP requests for it on
    // other links.
    const links = home.length === 0 ? [] : own.filter((name) => up.includes(name));
    return { virtualIP, duty, links, home };
  };
}

/** The links on which this node goes on answering after it left the order; undefined: it stops. */
function answeredLinks(duty: Duty): readonly string[] | undefined {
  if (duty.role === "holding" || duty.role === "sharing") return duty.links;
  return duty.state === "relieved" ? Object.keys(duty.macs) : undefined;
}

function next(view: AddressView, situation: Situation): Step {
  const aside = putAside(view, situation);
  const alone = aside && leaveAlone(aside, view, situation);
  if (alone !== undefined) return alone;
  const silent = mute(view, situation);
  if (silent !== undefined) return { duty: silent, resyncAt: silent.since + muteMs };
  const shared = nextShared(view, situation);
  if (shared !== undefined) return shared;
  return nextOfOne(view, situation);
}

/** The step for an address whose hosts are shared; undefined: the address has a single holder. */
function nextShared(view: AddressView, situation: Situation): Step | undefined {
  if (!isToBeShared(view, situation)) return unshare(view, situation);
  if (view.links.length === 0) return {};
  if (isInUse(view)) {
    const isLearning = mustLearn(view, situation) || mustHearHosts(view, situation);
    return isLearning ? learn(view, situation) : share(view, situation);
  }
  // At first, a new address has a single holder: the first node of the order probes whether a stranger uses it.
  const step = nextOfOne(view, situation);
  return step.duty?.role === "holding" && step.duty.state !== "probing" ? share(view, situation) : step;
}

function nextOfOne(view: AddressView, situation: Situation): Step {
  const responsible = responsibility(view, situation);
  switch (responsible.who) {
    case "me":
      return mustLearn(view, situation) ? learn(view, situation) : hold(view, situation);
    case "surrogate":
      return stepIn(responsible.holder, view, situation);
    case "peer":
      return giveWay(responsible, view, situation) ?? wait(responsible, view, situation);
    case "nobody":
      return {};
  }
}

/**
 * If a peer that can take the address reports that this node's answers do not arrive, this node stops answering for
 * `muteMs`. So the peer takes over.
 */
function mute({ duty, virtualIP: { spec } }: AddressView, situation: Situation): Mute | undefined {
  const { peers, now } = situation;
  const { address } = spec;
  if (duty?.role === "mute") return now - duty.since < muteMs ? duty : undefined;
  if (duty?.role !== "holding" || duty.state === "probing" || now - duty.since < checkMs) return undefined;
  const by = spec.l2?.order.find(({ node }) =>
    peers.get(node)?.misses?.has(address) && !cannotServe(node, address, situation)
  );
  return by === undefined ? undefined : { role: "mute", state: "mute", address, toldBy: by.node, since: now };
}

/**
 * The step of this node while it still answers: it hands the address over, or answers with the holder's MAC. Undefined:
 * it only waits.
 */
function giveWay(
  { node, liveness }: Extract<Responsibility, { who: "peer" }>,
  view: AddressView,
  situation: Situation,
): Step | undefined {
  // A silent peer that claims the address counts as alive: it has just taken the address, and its beats may be late.
  const has = situation.peers.get(node)?.claims.has(view.virtualIP.spec.address) === true;
  const isThere = liveness === "alive" || (liveness === "silent" && has);
  return holdOn(node, view, situation) ?? (isThere ? linger(node, view, situation) : undefined);
}

function wait(
  responsible: Extract<Responsibility, { who: "peer" }>,
  view: AddressView,
  situation: Situation,
): Step {
  const { address } = view.virtualIP.spec;
  const { node } = responsible;
  const peer = situation.peers.get(node);
  const isUnknown = peer === undefined && view.virtualIP.status?.node !== node;
  const isKnownNotToHold = peer?.informed === true && !peer.claims.has(address);
  const unclaimed = responsible.liveness === "alive" && (isUnknown || isKnownNotToHold);
  const unclaimedSince = unclaimedBy(node, view.duty) ?? situation.now;
  const isHeard = responsible.liveness === "alive";
  const evidence: Evidence = isHeard ? { is: "plan" } : evidenceFor(node, view, situation);
  const asks = responsible.verify || isUnknown || evidence.is === "wire";
  const probes = asks ? view.home.map((link): OnLink => ({ address, link })) : [];
  const duty: Standby = {
    role: "waiting",
    state: "standby",
    address,
    holder: node,
    claim: unclaimed ? { is: "missing", since: unclaimedSince } : { is: "open" },
    passedOver: passedOver(view, situation),
    evidence,
    checks: responsible.next && isAskedAlike(node, view, situation) ? view.home : [],
  };
  const resyncAt = Math.min(
    unclaimed ? unclaimedSince + claimMs : Infinity,
    probes.length > 0 ? situation.now + probeMs : Infinity,
  );
  return { duty, probes, ...(resyncAt !== Infinity && { resyncAt }) };
}

/**
 * True if the holder claims the address and is to answer on the same links as this node would. If the links differ, a
 * missing answer proves nothing.
 */
function isAskedAlike(holder: string, { virtualIP: { spec } }: AddressView, { node, peers }: Situation): boolean {
  const interfacesOf = (name: string): string | undefined =>
    spec.l2?.order.find((entry) => entry.node === name)?.interfaces?.join();
  return peers.get(holder)?.claims.has(spec.address) === true && interfacesOf(holder) === interfacesOf(node);
}

function claimsOf(duties: ReadonlyMap<string, Duty>): { address: string; revision: number }[] {
  return [...duties.values()].flatMap((duty) =>
    duty.role === "holding" || duty.role === "sharing" ? [{ address: duty.address, revision: duty.revision }] : []
  );
}

if (import.meta.main) await (await import("../runtime/cli/standalone.ts")).standalone("announce");
