/**
 * Finds the node that is to answer for an address: the first node of its ranking that is not certainly gone.
 *
 * @module
 */

import { toInstant } from "../../instant.ts";
import type { VirtualIP } from "../../crds.ts";
import { cannotServe } from "./cannot_serve.ts";
import type { Duty, Evidence, HolderClaim } from "./duty.ts";
import { type Claim, holderOf, ranking } from "./ranking.ts";
import type { Instant } from "../../kubernetes.ts";
import type { Liveness } from "../liveness/liveness.ts";
import { livenessOf } from "../liveness/peer.ts";
import { type Signatures, unsigned } from "../liveness/signature.ts";
import { probeKey } from "../liveness/probe.ts";
import type { Situation } from "./situation.ts";
import { claimMs, contestMs, probesToJudge, rivalMs, wireContestMs } from "../timing.ts";

export type Responsibility =
  | { readonly who: "me" }
  /** This node is to answer with the holder's MAC: the holder's announcer is away, but its node serves. */
  | { readonly who: "surrogate"; readonly holder: string }
  /** Another node is to answer. If `verify` is true, this node probes whether the address is still answered. */
  | {
    readonly who: "peer";
    readonly node: string;
    readonly liveness: Liveness;
    readonly verify: boolean;
    /** True if this node is the next in rank, and `node` is heard. */
    readonly next?: boolean;
  }
  | { readonly who: "nobody" };

/** The facts about one address. `Situation` has the facts that concern all addresses. */
export interface AddressView {
  readonly virtualIP: VirtualIP;
  /** Names of the links on which this node would answer; empty: this node declines the address. */
  readonly links: readonly string[];
  /** The links in the address's subnet; if there are none, all of `links`. Peers are judged on these links. */
  readonly home: readonly string[];
  readonly duty: Duty | undefined;
}

/** Finds the first node in the ranking that is not certainly gone, does not decline and is not passed over. */
export function responsibility(view: AddressView, situation: Situation): Responsibility {
  const holder = holderOf(view.virtualIP, claimsOn(view, situation));
  const ranked = ranking(view.virtualIP, holder);
  for (const [place, node] of ranked.entries()) {
    if (node === situation.node) {
      if (view.links.length > 0) return { who: "me" };
      continue;
    }
    const liveness = livenessOf(situation.peers.get(node), view.home);
    if (cannotServe(node, view.virtualIP.spec.address, situation)) continue;
    if (liveness === "alive") {
      if (isPassedOver(node, view, situation)) continue;
      return { who: "peer", node, liveness, verify: false, next: isNextAfter(place, ranked, view, situation) };
    }
    const next = isNextAfter(place, ranked, view, situation);
    if (isProvenDead(node, view, situation)) continue;
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
 * True if the next node in rank may take the place of a node that is not heard. A node that did not hold the address
 * counts as gone even if only its announcer is away: it has no connections that could break.
 */
function isGone(node: string, liveness: Liveness, view: AddressView, situation: Situation): boolean {
  const answering = view.duty?.role === "holding" || wasSurrogateOf(node, view.duty);
  if (answering) return liveness === "nodeDown" && seenOnWire(view, situation) !== node;
  return isUnanswered(view, situation, node);
}

/** The claims to the address. Claims of nodes that are down are left out. */
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
  const speaker = seenOnWire(view, situation);
  const revision = view.virtualIP.spec.l2?.revision ?? 0;
  if (speaker !== undefined) claims.push({ node: speaker, revision, certain: true });
  return claims;
}

/** A peer that is heard and claims the address, under any revision: then the holder needs no surrogate. */
function heardToHold(view: AddressView, situation: Situation): string | undefined {
  const { address } = view.virtualIP.spec;
  return situation.peers.entries()
    .find(([node, peer]) => peer.informed && isHeard(node, view, situation) && peer.claims.has(address))?.[0];
}

/** The evidence from a node's Leases. */
export function signaturesOf(node: string, { signatures }: Situation): Signatures {
  return signatures.get(node) ?? unsigned;
}

/** True if the node's heartbeats arrive on a home link of the address; if it shares no home link, on any link. */
export function isHeard(node: string, { home }: AddressView, { peers }: Situation): boolean {
  const peer = peers.get(node);
  return peer !== undefined && peer.networks.length > 0 && livenessOf(peer, home) === "alive";
}

/**
 * True if a node's Leases prove that it is dead, even if there are frames with its MAC. If the node's own address is
 * still answered, perhaps only its announcer is away; then the kubelet's Lease decides.
 */
export function isProvenDead(node: string, view: AddressView, situation: Situation): boolean {
  const liveness = livenessOf(situation.peers.get(node), view.home);
  const { announcer, kubelet } = signaturesOf(node, situation);
  if (liveness === "nodeDown") return announcer === "dead";
  return liveness === "announcerDown" && kubelet === "dead" && announcer !== "alive";
}

/**
 * The peer whose MAC claims the address on the wire although its heartbeats do not arrive. This node believes such
 * frames until the peer should have renewed its Lease. But a holder believes them only if the peer has renewed its Lease
 * since the peer's last heartbeat, or if no Lease can be read.
 */
export function seenOnWire(view: AddressView, situation: Situation): string | undefined {
  const { virtualIP, duty } = view;
  const { rivals, announcers, now } = situation;
  const rival = rivals.get(virtualIP.spec.address);
  if (rival === undefined || now - rival.at >= rivalMs) return undefined;
  // Frames from before this node took the address prove nothing.
  if (duty?.role === "holding" && rival.at <= duty.since) return undefined;
  const node = announcers.get(rival.mac);
  if (node === undefined || isHeard(node, view, situation)) return undefined;
  const { announcer } = signaturesOf(node, situation);
  const isBelieved = duty?.role === "holding" ? announcer === "alive" || announcer === "unknown" : announcer !== "dead";
  return isBelieved ? node : undefined;
}

/** The evidence that `node` holds the address. Evidence from the wire stays valid until that node is heard again. */
export function evidenceFor(node: string, view: AddressView, situation: Situation): Evidence {
  const { duty, virtualIP } = view;
  if (seenOnWire(view, situation) === node) return { is: "wire", revision: virtualIP.spec.l2?.revision ?? 0 };
  const isSame = (duty?.state === "standby" || duty?.state === "standingIn") && duty.holder === node;
  return isSame ? duty.evidence : { is: "plan" };
}

/**
 * The claim that follows from this node's own duty. After a stall, this node still claims an address that it held,
 * unless another node has taken the address since.
 */
function ownClaim(view: AddressView, situation: Situation): Claim[] {
  const { duty, virtualIP: { status } } = view;
  const { node, now } = situation;
  if (duty?.role === "holding") {
    const { contest } = duty.state === "probing" ? { contest: undefined } : duty;
    const isOutdated = contest?.is === "contested" && now - contest.since >= patienceWith(contest.by, view, situation);
    return [{ node, revision: duty.revision, certain: !isOutdated }];
  }
  if ((duty?.state === "standby" || duty?.state === "standingIn") && duty.evidence.is === "wire") {
    return [{ node: duty.holder, revision: duty.evidence.revision, certain: false }];
  }
  if (duty?.state !== "learning" || duty.held === "nothing") return [];
  const isTaken = status?.node !== undefined && status.node !== node &&
    (toInstant(status.since) ?? -Infinity) > duty.held.toldSince;
  return isTaken ? [] : [{ node, revision: duty.held.revision, certain: false }];
}

/** The time after which a peer of worse rank that still claims the address must know a later plan. */
function patienceWith(rival: string, view: AddressView, situation: Situation): number {
  const needsProof = signaturesOf(rival, situation).announcer !== "unknown";
  return seenOnWire(view, situation) === rival && needsProof ? wireContestMs : contestMs;
}

/** True if this node is the first node after `place` in the ranking that can answer. */
function isNextAfter(place: number, ranked: readonly string[], view: AddressView, situation: Situation): boolean {
  const next = ranked.slice(place + 1).find((node) => {
    if (node === situation.node) return view.links.length > 0;
    const isAlive = livenessOf(situation.peers.get(node), view.home) === "alive";
    return isAlive && !cannotServe(node, view.virtualIP.spec.address, situation);
  });
  return next === situation.node;
}

/**
 * True if the node is passed over: it has neither claimed nor declined the address within `claimMs`, so it does not
 * know that it is to hold the address. If the node shares no network with this node, this node cannot receive its
 * claim. Then the node is passed over only if probes of the address also get no answer.
 */
function isPassedOver(node: string, view: AddressView, situation: Situation): boolean {
  const { duty, virtualIP } = view;
  const { peers, now } = situation;
  if (peers.get(node)?.claims.has(virtualIP.spec.address)) return false;
  if (passedOverBy(duty).includes(node)) return true;
  const since = unclaimedBy(node, duty);
  return since !== undefined && now - since >= claimMs && (peers.has(node) || isUnanswered(view, situation, node));
}

function passedOverBy(duty: Duty | undefined): readonly string[] {
  if (duty?.state === "standby") return duty.passedOver;
  return duty?.role === "holding" && duty.yielding.is === "yielding" ? duty.yielding.passedOver : [];
}

/** The peers that are passed over now. */
export function passedOver(view: AddressView, situation: Situation): readonly string[] {
  return [...situation.peers.keys()].filter((each) => isPassedOver(each, view, situation));
}

/** Since when this node has waited for `node` to claim the address; undefined if it does not wait. */
export function unclaimedBy(node: string, duty: Duty | undefined): Instant | undefined {
  const claim = claimAwaited(node, duty);
  return claim?.is === "missing" ? claim.since : undefined;
}

function claimAwaited(node: string, duty: Duty | undefined): HolderClaim | undefined {
  if (duty?.role === "holding") {
    return duty.yielding.is === "yielding" && duty.yielding.to === node ? duty.yielding.claim : undefined;
  }
  return (duty?.state === "returning" || duty?.state === "standby") && duty.holder === node ? duty.claim : undefined;
}

function wasSurrogateOf(node: string, duty: Duty | undefined): boolean {
  return duty?.role === "surrogate" && duty.holder === node;
}

/**
 * True if, on each home link, `by` has answered none of the last three probes of the address. Answers with another
 * node's MAC do not count.
 */
function isUnanswered(view: AddressView, { probes, announcers }: Situation, by: string): boolean {
  return view.home.every((link) => {
    const record = probes.get(probeKey({ address: view.virtualIP.spec.address, link }));
    if (record === undefined) return false;
    const { answer, sent, unanswered } = record;
    const isOthers = answer !== undefined && announcers.get(answer.mac) !== by;
    return unanswered >= probesToJudge || (isOthers && sent > probesToJudge);
  });
}
