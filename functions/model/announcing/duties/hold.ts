/**
 * One step of a holder: it probes a new address, announces it, hands it over, and defends it.
 *
 * @module
 */

import { toInstant } from "../../instant.ts";
import type { Instant } from "../../kubernetes.ts";
import { livenessOf, type Peer, type PeerNetwork } from "../liveness/peer.ts";
import type { OnLink } from "../liveness/probe.ts";
import { contestMs, learnMs, probeMs, probesToBeFree, redirectMs, wireContestMs } from "../timing.ts";
import { contest } from "./contest.ts";
import { conflictChangesAt, defend, isDoubtful } from "./defence.ts";
import { answeredBy, isFree } from "./found.ts";
import type { Challenges, Duty, Established, Holding, HoldingCore, Probing, PutAside } from "./duty.ts";
import { beginning, nextQuestion, nextRound, roundsDue, type Schedule, scheduleOf } from "./gratuitous.ts";
import { origin } from "./origin.ts";
import { type AddressView, passedOver } from "./takeover.ts";
import type { Situation } from "./situation.ts";

/** The step of a holder. */
export interface Held {
  readonly duty: Holding | PutAside;
  /** The links on which gratuitous frames go out now. */
  readonly gratuitous: readonly OnLink[];
  /** The links on which the address is probed now. */
  readonly probes: readonly OnLink[];
  /** When time alone may change this step; absent: never. */
  readonly resyncAt?: number;
}

const unchallenged: Challenges = { contest: { is: "no" }, conflict: { is: "no" }, outOfReach: [] };

/** The step of a node that is to hold the address: it takes the address, or goes on holding it. */
export function hold(view: AddressView, situation: Situation): Held {
  const before = heldBefore(view.duty);
  return before === undefined ? take(view, situation) : keep(before, view, situation);
}

function take(view: AddressView, situation: Situation): Held {
  const { now } = situation;
  const { spec } = view.virtualIP;
  const core: HoldingCore = {
    role: "holding",
    address: spec.address,
    revision: spec.l2?.revision ?? 0,
    since: now,
    toldSince: toldAfter(view, now),
    origin: origin(view, situation),
    links: view.links,
    macs: macsOf(view.links, situation),
    yielding: { is: "no" },
  };
  if (isNew(view)) return probe({ ...core, state: "probing", probingSince: now }, view, situation);
  const announcedAt = now + (isHandedOver(view, situation) ? redirectMs : 0);
  return announce(scheduled(core, unchallenged, beginning(announcedAt), now), view, situation);
}

function keep(before: Holding, view: AddressView, situation: Situation): Held {
  const macs = macsOf(view.links, situation);
  const revision = view.virtualIP.spec.l2?.revision ?? 0;
  const held = { ...before, revision, links: view.links, macs, yielding: { is: "no" } } as const;
  if (held.state === "probing") return probe(held, view, situation);
  // If a link came, went or got another MAC, the rounds begin anew: clients may use an old MAC.
  const isPlugged = [...before.links, ...view.links].some((link) => before.macs[link] !== macs[link]);
  const isLeftAlone = held.state === "handingOver" && held.announceAt > situation.now && isPeerCutOff(view, situation);
  const schedule = isPlugged || isLeftAlone ? beginning(situation.now) : scheduleOf(held);
  return announce(scheduled(coreOf(held), held, schedule, situation.now), view, situation);
}

/** The step of a holder whose address is to move to `node`: the holder goes on until that node has the address. */
export function yieldTo(node: string, before: Holding, view: AddressView, situation: Situation): Held {
  const { now, peers } = situation;
  const known = before.yielding.is === "yielding" && before.yielding.to === node ? before.yielding.claim : undefined;
  const isHeard = livenessOf(peers.get(node), view.home) === "alive";
  const { links } = view;
  const held: Holding = {
    ...before,
    links,
    macs: macsOf(links, situation),
    yielding: {
      is: "yielding",
      to: node,
      claim: isHeard ? { is: "missing", since: known?.is === "missing" ? known.since : now } : { is: "open" },
      passedOver: passedOver(view, situation),
    },
  };
  return held.state === "probing" ? probe(held, view, situation) : announce(held, view, situation);
}

/**
 * Probes whether a stranger uses the address, as in RFC 5227, but faster. The address is free if four probes, 25 ms
 * apart, got no answer. If a peer that is not known yet may have answered, this node goes on for up to 1 s.
 */
function probe(holding: Probing, view: AddressView, situation: Situation): Held {
  const { now } = situation;
  const { address } = holding;
  // Only home links count: on another network a router may answer for every address (proxy ARP).
  const on = view.home.map((link): OnLink => ({ address, link }));
  const mac = answeredBy(on, situation);
  const probedFor = now - holding.probingSince;
  const mayBePeer = mac !== undefined && probedFor < learnMs && !knowsAll(view, situation);
  if (mac !== undefined && !mayBePeer) {
    const duty: PutAside = {
      role: "putAside",
      state: "putAside",
      address,
      found: { by: "probe", mac },
      since: now,
      askedAt: now,
    };
    return { duty, gratuitous: [], probes: [] };
  }
  if (mayBePeer || (!isFree(on, situation) && probedFor < (probesToBeFree + 2) * probeMs)) {
    return { duty: holding, gratuitous: [], probes: on, resyncAt: now + probeMs };
  }
  return announce(
    scheduled(coreOf(holding), unchallenged, beginning(now), now),
    view,
    situation,
  );
}

/** Sends gratuitous frames when a round is due, or when another sender has claimed the address. */
function announce(holding: Established, view: AddressView, situation: Situation): Held {
  const { now, refreshSeconds } = situation;
  const contested = contest(holding, view, situation);
  const defended = defend(holding.conflict, view, situation);
  const before = scheduleOf(holding);
  const schedule = contested.restarts ? beginning(Math.max(now, before.announcedAt)) : before;
  const rounds = roundsDue(schedule, refreshSeconds, now);
  // Before the first round, no gratuitous frame is sent: it would move all clients at once.
  const speaks = schedule.announcedAt <= now && (rounds > schedule.rounds || contested.speaks || defended.speaks);
  const challenges = { contest: contested.contest, outOfReach: contested.outOfReach, conflict: defended.conflict };
  const asks = (nextQuestion(schedule.askedAt, refreshSeconds) ?? Infinity) <= now;
  const askedAt = speaks || asks ? now : schedule.askedAt;
  const duty = scheduled(coreOf(holding), challenges, { ...schedule, rounds, askedAt }, now);
  const next = Math.min(
    nextRound({ ...schedule, rounds }, refreshSeconds) ?? Infinity,
    nextQuestion(askedAt, refreshSeconds) ?? Infinity,
    duty.conflict.is === "no" ? Infinity : conflictChangesAt(duty.conflict, situation),
    duty.contest.is === "no" ? Infinity : contestEndsAt(duty.contest.since, now),
  );
  const gratuitous = speaks && !isLeaving(holding, view, situation) ? linksOf(holding) : [];
  const probes = asks || isDoubtful(duty.conflict, now) ? linksOf(holding) : [];
  return { duty, gratuitous, probes, ...(next !== Infinity && { resyncAt: next }) };
}

/**
 * The next time at which the contest may end: 1 s after its beginning if the peer is heard, 5 s if the peer is only seen
 * on the wire. If the peer still claims the address then, this node assumes that the peer knows a later plan, and gives
 * way (`patienceWith` in takeover.ts).
 */
function contestEndsAt(since: number, now: number): number {
  return [contestMs, wireContestMs].map((ms) => since + ms).find((at) => at > now) ?? since + contestMs;
}

function scheduled(
  core: HoldingCore,
  { contest, conflict, outOfReach }: Challenges,
  schedule: Schedule,
  now: number,
): Established {
  const { announcedAt, rounds, askedAt } = schedule;
  const challenges = { contest, conflict, outOfReach };
  return announcedAt > now
    ? { ...core, ...challenges, state: "handingOver", announceAt: announcedAt } as const
    : { ...core, ...challenges, state: "announced", announcedAt, rounds, askedAt } as const;
}

function coreOf({ role, address, revision, since, toldSince, origin, links, macs, yielding }: Holding): HoldingCore {
  return { role, address, revision, since, toldSince, origin, links, macs, yielding };
}

function linksOf({ address, links }: Holding): readonly OnLink[] {
  return links.map((link) => ({ address, link }));
}

/** By name of the link: the MAC of each of these links. */
export function macsOf(names: readonly string[], { links }: Situation): Readonly<Record<string, string>> {
  return Object.fromEntries(links.filter(({ name }) => names.includes(name)).map(({ name, mac }) => [name, mac]));
}

/** This node's duty as holder, now or before a stall. */
function heldBefore(duty: Duty | undefined): Holding | undefined {
  if (duty?.state === "learning") return duty.held === "nothing" ? undefined : duty.held;
  return duty?.role === "holding" ? duty : undefined;
}

/** `at`, but later than the `since` of the present status: of two statuses, the one with the later `since` counts. */
export function toldAfter({ virtualIP: { status } }: AddressView, at: Instant): Instant {
  const before = toInstant(status?.since);
  return before === undefined ? at : Math.max(at, before + 1);
}

/** True if no node has held the address yet, as far as this node knows. */
function isNew(view: AddressView): boolean {
  return view.duty?.role !== "surrogate" && view.virtualIP.status?.revision === undefined;
}

/**
 * True if the previous holder can be reached and still has the address. Then the previous holder sends its clients the
 * new MAC. A few missed beats do not count as death. False with `externalTrafficPolicy: Local`: the previous holder may
 * have lost its last endpoint, so the new holder broadcasts at once.
 */
function isHandedOver({ virtualIP: { spec }, home }: AddressView, { peers }: Situation): boolean {
  if (spec.l2?.externalTrafficPolicy === "Local") return false;
  const holds = (peer: Peer): boolean => peer.state === "running" && peer.informed && peer.claims.has(spec.address);
  return peers.values().some((peer) =>
    holds(peer) &&
    peer.networks.some((network) => home.includes(network.link) && !network.isUnplugged && isHeardOfLate(network))
  );
}

/**
 * True if the Lease of a peer says that the peer's cable has just been cut. If that peer is the previous holder, it
 * cannot send its clients the new MAC any more.
 */
function isPeerCutOff({ home }: AddressView, { peers }: Situation): boolean {
  return peers.values().some(({ networks }) =>
    networks.some((network) => home.includes(network.link) && network.isUnplugged && isHeardOfLate(network))
  );
}

function isHeardOfLate({ liveness }: PeerNetwork): boolean {
  return liveness === "alive" || liveness === "silent";
}

/**
 * True if the new holder is about to take the address. Then this node sends no gratuitous frame, which might arrive
 * after the new holder's first one.
 */
function isLeaving({ yielding }: Holding, view: AddressView, { peers }: Situation): boolean {
  return yielding.is === "yielding" && !yielding.passedOver.includes(yielding.to) &&
    livenessOf(peers.get(yielding.to), view.home) === "alive";
}

/**
 * False if this node may not know the MACs of a node in the order yet: the plan may arrive before that node's Lease.
 */
function knowsAll({ virtualIP }: AddressView, { node, peers }: Situation): boolean {
  return (virtualIP.spec.l2?.order ?? []).every((entry) => entry.node === node || peers.has(entry.node));
}
