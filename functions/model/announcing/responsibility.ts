/**
 * Who is to answer for an address: the first node of its ranking that is not surely gone.
 *
 * @module
 */

import type { VirtualIP } from "../crds.ts";
import type { Duty } from "./duty.ts";
import { type Claim, holderOf, ranking } from "./ranking.ts";
import type { Instant } from "../kubernetes.ts";
import type { Liveness } from "./liveness.ts";
import { type Peer, probeKey, type Situation } from "./situation.ts";
import { claimMs, contestMs, probesToJudge, rivalMs } from "./timing.ts";

export type Responsibility =
  | { readonly who: "me" }
  /** The holder's announcer is away and its node serves: this node is to answer with the holder's MAC. */
  | { readonly who: "surrogate"; readonly holder: string }
  /** `verify`: ask on the network whether the address is still answered. */
  | {
    readonly who: "peer";
    readonly node: string;
    readonly liveness: Liveness;
    readonly verify: boolean;
    /** This node is the next in rank after one that is heard. */
    readonly next?: boolean;
  }
  | { readonly who: "nobody" };

/** What is known about one address on this node, beside the situation. */
export interface AddressView {
  readonly virtualIP: VirtualIP;
  /** The links on which this node would answer; empty: it declines. */
  readonly links: readonly string[];
  /** Of these, the links on which the address is at home: there its peers are judged. */
  readonly home: readonly string[];
  readonly duty: Duty | undefined;
}

/** Walks the ranking of an address. */
export function responsibility(view: AddressView, situation: Situation): Responsibility {
  const holder = holderOf(view.virtualIP, claimsOn(view, situation));
  const ranked = ranking(view.virtualIP, holder);
  for (const [place, node] of ranked.entries()) {
    if (node === situation.node) {
      if (view.links.length > 0) return { who: "me" };
      continue;
    }
    const peer = situation.peers.get(node);
    const liveness = livenessOf(peer, view.home);
    if (peer?.declines.has(view.virtualIP.spec.address)) continue;
    if (liveness === "alive") {
      if (isPassedOver(node, view, situation)) continue;
      return { who: "peer", node, liveness, verify: false, next: isNextAfter(place, ranked, view, situation) };
    }
    const next = isNextAfter(place, ranked, view, situation);
    if (liveness === "announcerDown" && (node === holder || wasSurrogateOf(node, view.duty))) {
      const other = heardToHold(view, situation);
      if (other !== undefined) return { who: "peer", node: other, liveness: "alive", verify: false };
      return next ? { who: "surrogate", holder: node } : { who: "peer", node, liveness, verify: false };
    }
    if (liveness !== "silent" && isGone(node, liveness, view, situation)) continue;
    return { who: "peer", node, liveness, verify: next };
  }
  const [first] = ranked;
  const isDrained = view.duty?.role === "holding" && !ranked.includes(situation.node);
  return isDrained && first !== undefined
    ? { who: "peer", node: first, liveness: "nodeDown", verify: false }
    : { who: "nobody" };
}

/**
 * Does a node that is not heard have no part in the address? One whose announcer is away and that did not hold it is no better:
 * nothing there could break, and nobody knows whether it serves.
 */
function isGone(node: string, liveness: Liveness, view: AddressView, situation: Situation): boolean {
  const answering = view.duty?.role === "holding" || wasSurrogateOf(node, view.duty);
  if (answering) return liveness === "nodeDown" && overheard(view, situation) !== node;
  return isUnanswered(view, situation, node);
}

/** Who says that it holds the address, without those that are down. */
function claimsOn(view: AddressView, situation: Situation): Claim[] {
  const claims = ownClaim(view, situation);
  const { address } = view.virtualIP.spec;
  for (const [node, peer] of situation.peers) {
    const revision = peer.claims.get(address);
    const liveness = livenessOf(peer, view.home);
    if (revision !== undefined && liveness !== "nodeDown") {
      claims.push({ node, revision, certain: liveness === "alive" && peer.informed });
    }
  }
  const speaker = overheard(view, situation);
  const revision = view.virtualIP.spec.l2?.revision ?? 0;
  if (speaker !== undefined) claims.push({ node: speaker, revision, certain: true });
  return claims;
}

/** Who is heard to hold the address, be it by another plan: nobody needs to answer in a third one's name. */
function heardToHold({ virtualIP, home }: AddressView, { peers }: Situation): string | undefined {
  for (const [node, peer] of peers) {
    const isHeard = peer.informed && peer.networks.length > 0 && livenessOf(peer, home) === "alive";
    if (isHeard && peer.claims.has(virtualIP.spec.address)) return node;
  }
  return undefined;
}

/** The peer that names the address as its own on the wire, while no heartbeat of it comes. */
export function overheard({ virtualIP, home, duty }: AddressView, situation: Situation): string | undefined {
  const { rivals, announcers, peers, now } = situation;
  const rival = rivals.get(virtualIP.spec.address);
  if (rival === undefined || now - rival.at >= rivalMs) return undefined;
  // What was said before this node took the address is past.
  if (duty?.role === "holding" && rival.at <= duty.since) return undefined;
  const node = announcers.get(rival.mac);
  const peer = peers.get(node ?? "");
  const isHeard = peer !== undefined && peer.networks.length > 0 && livenessOf(peer, home) === "alive";
  return isHeard ? undefined : node;
}

/** For how long that counts: a node that gives way to it asks on the wire whether it has the address still. */
export function overhearing(
  node: string,
  view: AddressView,
  situation: Situation,
): { readonly overheardUnder?: number } {
  const { duty, virtualIP } = view;
  if (overheard(view, situation) === node) return { overheardUnder: virtualIP.spec.l2?.revision ?? 0 };
  const before = duty?.role === "waiting" || duty?.role === "surrogate" ? duty : undefined;
  return before?.holder === node && before.overheardUnder !== undefined
    ? { overheardUnder: before.overheardUnder }
    : {};
}

/** What this node knows best itself. What it held before a stall is still its own, unless somebody has taken it since. */
function ownClaim({ duty, virtualIP: { status } }: AddressView, { node, now }: Situation): Claim[] {
  if (duty?.role === "holding") {
    const isOutdated = duty.contestedSince !== undefined && now - duty.contestedSince >= contestMs;
    return [{ node, revision: duty.revision, certain: !isOutdated }];
  }
  if ((duty?.role === "waiting" || duty?.role === "surrogate") && duty.overheardUnder !== undefined) {
    return [{ node: duty.holder, revision: duty.overheardUnder, certain: false }];
  }
  if (duty?.role !== "waiting" || duty.held === undefined) return [];
  const isTaken = status?.node !== undefined && status.node !== node &&
    Date.parse(status.since ?? "") > duty.held.since;
  return isTaken ? [] : [{ node, revision: duty.held.revision, certain: false }];
}

const signsOfLife: readonly Liveness[] = ["alive", "silent", "announcerDown", "nodeDown"];

/**
 * The best that is known of a peer on the given links; where it shares none of them, on any. A peer that shares no network is
 * taken for alive: its death is for its Lease to tell.
 */
export function livenessOf(peer: Peer | undefined, links: readonly string[]): Liveness {
  const networks = peer?.networks ?? [];
  const shared = networks.filter((network) => links.includes(network.link));
  const seen = (shared.length > 0 ? shared : networks).map((network) => network.liveness);
  return signsOfLife.find((liveness) => seen.includes(liveness)) ?? "alive";
}

/** Is this node the first after that place that could answer? */
function isNextAfter(place: number, ranked: readonly string[], view: AddressView, situation: Situation): boolean {
  const next = ranked.slice(place + 1).find((node) => {
    if (node === situation.node) return view.links.length > 0;
    const peer = situation.peers.get(node);
    return livenessOf(peer, view.home) === "alive" && !peer?.declines.has(view.virtualIP.spec.address);
  });
  return next === situation.node;
}

/**
 * A node that is heard, but has neither claimed nor declined the address for long, does not know of it. One that shares no network
 * with this node, as when it has no link, can decline nowhere: the network is asked for the address.
 */
function isPassedOver(node: string, view: AddressView, situation: Situation): boolean {
  const { duty, virtualIP } = view;
  const { peers, now } = situation;
  if (peers.get(node)?.claims.has(virtualIP.spec.address)) return false;
  const before = duty?.role === "waiting" ? duty : duty?.role === "holding" ? duty.yielding : undefined;
  if (before?.passedOver?.includes(node)) return true;
  const since = unclaimedBy(node, duty);
  return since !== undefined && now - since >= claimMs && (peers.has(node) || isUnanswered(view, situation, node));
}

/** Who of the peers is passed over now; empty as nothing. */
export function passedOver(view: AddressView, situation: Situation): { readonly passedOver?: readonly string[] } {
  const nodes = [...situation.peers.keys()].filter((each) => isPassedOver(each, view, situation));
  return nodes.length > 0 ? { passedOver: nodes } : {};
}

/** Since when this node waits for another to take the address. */
export function unclaimedBy(node: string, duty: Duty | undefined): Instant | undefined {
  switch (duty?.role) {
    case "holding":
      return duty.yielding?.to === node ? duty.yielding.unclaimedSince : undefined;
    case "surrogate":
    case "waiting":
      return duty.holder === node ? duty.unclaimedSince : undefined;
    default:
      return undefined;
  }
}

function wasSurrogateOf(node: string, duty: Duty | undefined): boolean {
  return duty?.role === "surrogate" && duty.holder === node;
}

/** Has that node not answered for the address, on any link on which this one would? What others answer says nothing of it. */
function isUnanswered(view: AddressView, { probes, announcers }: Situation, by: string): boolean {
  return view.home.every((link) => {
    const record = probes.get(probeKey({ address: view.virtualIP.spec.address, link }));
    if (record === undefined) return false;
    const { answer, sent, unanswered } = record;
    const isOthers = answer !== undefined && announcers.get(answer.mac) !== by;
    return unanswered >= probesToJudge || (isOthers && sent > probesToJudge);
  });
}
