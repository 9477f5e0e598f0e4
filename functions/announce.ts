/**
 * On one node: what it answers for, on which links, and with whose MAC.
 *
 * @module
 */

import { parseAddress } from "./model/addresses/address.ts";
import { statusOf } from "./model/announcing/announcer_status.ts";
import type { VirtualIP } from "./model/crds.ts";
import type { Instant } from "./model/kubernetes.ts";
import type { Duty, Mute, PutAside, Waiting } from "./model/announcing/duty.ts";
import { holdOn } from "./model/announcing/hand_over.ts";
import { hold } from "./model/announcing/hold.ts";
import { homeLinks, subnetsOf } from "./model/announcing/home_links.ts";
import {
  type AddressView,
  livenessOf,
  overhearing,
  passedOver,
  type Responsibility,
  responsibility,
  unclaimedBy,
} from "./model/announcing/responsibility.ts";
import type { Announcing, OnLink, Situation } from "./model/announcing/situation.ts";
import type { Step } from "./model/announcing/step.ts";
import { linger, stepIn } from "./model/announcing/surrogacy.ts";
import { checkMs, claimMs, learnMs, muteMs, probeMs, putAsideMs } from "./model/announcing/timing.ts";

export { answer } from "./model/announcing/answer.ts";

/**
 * Decides for every address in whose order this node stands, or which it holds; for each of them apart, so that a part of them
 * may be looked at anew.
 *
 * Pure: what it was doing comes in as `situation.duties` and goes out as `duties`.
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
      if (step.duty.role === "holding" || step.duty.role === "surrogate") answers.set(address, step.duty.macs);
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

/** Makes the views of addresses; undefined where this node has no part. */
function viewer(situation: Situation): (virtualIP: VirtualIP) => AddressView | undefined {
  const subnets = subnetsOf([...situation.links, ...situation.idle]);
  const up = situation.links.map((link) => link.name);
  const all = [...up, ...situation.idle.map((link) => link.name)];
  return (virtualIP) => {
    const { address, l2 } = virtualIP.spec;
    const duty = situation.duties.get(address);
    // Somebody may have made one by hand.
    if (parseAddress(address)?.text !== address) return undefined;
    const entry = l2?.order.find((each) => each.node === situation.node);
    const answered = duty === undefined ? undefined : answeredLinks(duty);
    if (l2 === undefined || (entry === undefined && answered === undefined)) return undefined;
    const wanted = entry === undefined ? answered : entry.interfaces;
    const own = wanted === undefined ? all : all.filter((name) => wanted.includes(name));
    const home = homeLinks(address, own, subnets).filter((name) => up.includes(name));
    // Where its only home is down, nobody looks for it elsewhere.
    const links = home.length === 0 ? [] : own.filter((name) => up.includes(name));
    return { virtualIP, duty, links, home };
  };
}

/** Where a node answers that need not stand in the order any more. */
function answeredLinks(duty: Duty): readonly string[] | undefined {
  if (duty.role === "holding") return duty.links;
  return duty.role === "surrogate" && duty.relievedSince !== undefined ? Object.keys(duty.macs) : undefined;
}

function next(view: AddressView, situation: Situation): Step {
  const aside = putAside(view, situation);
  if (aside !== undefined) return { duty: aside, resyncAt: aside.since + putAsideMs };
  const silent = mute(view, situation);
  if (silent !== undefined) return { duty: silent, resyncAt: silent.since + muteMs };
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

/** What this node answers does not arrive, as a peer says that can take the address: it leaves it to that one for a while. */
function mute({ duty, virtualIP: { spec } }: AddressView, { peers, now }: Situation): Mute | undefined {
  const { address } = spec;
  if (duty?.role === "mute") return now - duty.since < muteMs ? duty : undefined;
  if (duty?.role !== "holding" || duty.announcedAt === undefined || now - duty.since < checkMs) return undefined;
  const by = spec.l2?.order.find(({ node }) =>
    peers.get(node)?.misses?.has(address) && !peers.get(node)?.declines.has(address)
  );
  return by === undefined ? undefined : { role: "mute", address, toldBy: by.node, since: now };
}

/** An address that a stranger had when it was new is left alone for its time, also by those who read that in the status. */
function putAside({ duty, virtualIP }: AddressView, { now, announcers }: Situation): PutAside | undefined {
  // Who turns out to be a peer was no stranger.
  if (duty?.role === "putAside" && duty.mac !== undefined && announcers.has(duty.mac)) return undefined;
  const aside = duty?.role === "putAside"
    ? duty
    : duty === undefined || duty.role === "waiting"
    ? told(virtualIP)
    : undefined;
  return aside !== undefined && now - aside.since < putAsideMs ? aside : undefined;
}

function told({ spec, status }: VirtualIP): PutAside | undefined {
  const conflict = status?.conditions?.find((each) =>
    each.type === "Conflict" && each.status === "True" && each.reason === "AddressConflict"
  );
  if (conflict === undefined) return undefined;
  return { role: "putAside", address: spec.address, since: Date.parse(conflict.lastTransitionTime) };
}

/** Somebody has held the address before, and it is not known yet who holds it now. */
function mustLearn(view: AddressView, situation: Situation): boolean {
  const { duty, virtualIP, home } = view;
  const held = virtualIP.status?.revision !== undefined || (duty?.role === "waiting" && duty.held !== undefined);
  if (duty?.role === "holding" || !held) return false;
  if (situation.now - situation.listeningSince >= learnMs) return false;
  return (virtualIP.spec.l2?.order ?? []).some(({ node }) => {
    const peer = situation.peers.get(node);
    if (node === situation.node) return false;
    if (peer === undefined) return true;
    const liveness = livenessOf(peer, home);
    return liveness === "silent" || (liveness === "alive" && !peer.informed);
  });
}

function learn(view: AddressView, situation: Situation): Step {
  const held = view.duty?.role === "waiting" ? view.duty.held : undefined;
  const { address } = view.virtualIP.spec;
  const duty: Waiting = { role: "waiting", address, holder: situation.node, ...(held !== undefined && { held }) };
  return { duty, resyncAt: Math.min(situation.now + probeMs, situation.listeningSince + learnMs) };
}

/** What this node has to do still, before it just waits. */
function giveWay(
  { node, liveness }: Extract<Responsibility, { who: "peer" }>,
  view: AddressView,
  situation: Situation,
): Step | undefined {
  // One that is busy with having taken it may miss a few beats.
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
  const overheard = overhearing(node, view, situation);
  const asks = responsible.verify || isUnknown ||
    (overheard.overheardUnder !== undefined && responsible.liveness !== "alive");
  const probes = asks ? view.home.map((link): OnLink => ({ address, link })) : [];
  const duty: Waiting = {
    role: "waiting",
    address,
    holder: node,
    ...(unclaimed && { unclaimedSince }),
    ...(responsible.next && isAskedAlike(node, view, situation) && { checks: view.home }),
    ...passedOver(view, situation),
    ...(responsible.liveness !== "alive" && overheard),
  };
  const resyncAt = Math.min(
    unclaimed ? unclaimedSince + claimMs : Infinity,
    probes.length > 0 ? situation.now + probeMs : Infinity,
  );
  return { duty, probes, ...(resyncAt !== Infinity && { resyncAt }) };
}

/** Does the other hold the address, and answer on the links where this node would? Else its silence here would mean nothing. */
function isAskedAlike(holder: string, { virtualIP: { spec } }: AddressView, { node, peers }: Situation): boolean {
  const interfacesOf = (name: string): string | undefined =>
    spec.l2?.order.find((entry) => entry.node === name)?.interfaces?.join();
  return peers.get(holder)?.claims.has(spec.address) === true && interfacesOf(holder) === interfacesOf(node);
}

function claimsOf(duties: ReadonlyMap<string, Duty>): { address: string; revision: number }[] {
  return [...duties.values()].flatMap((duty) =>
    duty.role === "holding" ? [{ address: duty.address, revision: duty.revision }] : []
  );
}

if (import.meta.main) await (await import("../runtime/cli/standalone.ts")).standalone("announce");
