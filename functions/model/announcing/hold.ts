/**
 * From one moment of holding an address to the next: probing a new one, announcing, yielding, defending.
 *
 * @module
 */

import { conflictChangesAt, defend } from "./defence.ts";
import type { Duty, Holding, PutAside, Yielding } from "./duty.ts";
import { nextRound, roundsDue } from "./gratuitous.ts";
import { type AddressView, livenessOf, overheard, passedOver } from "./responsibility.ts";
import { silentSince } from "./silence.ts";
import { type OnLink, type PeerNetwork, probeKey, type Situation } from "./situation.ts";
import { contestMs, learnMs, probeMs, probesToJudge, redirectMs } from "./timing.ts";

export interface Held {
  readonly duty: Holding | PutAside;
  /** Gratuitous frames go out now, on these links. */
  readonly gratuitous: readonly OnLink[];
  readonly probes: readonly OnLink[];
  readonly resyncAt?: number;
}

/** This node is the one to hold the address. */
export function hold(view: AddressView, situation: Situation): Held {
  const { now } = situation;
  const { spec } = view.virtualIP;
  const before = heldBefore(view.duty);
  const revision = spec.l2?.revision ?? 0;
  if (before === undefined) {
    const taken: Holding = {
      role: "holding",
      address: spec.address,
      revision,
      since: Math.max(now, takenAfter(view)),
      links: view.links,
      macs: macsOf(view.links, situation),
      ...silentSince(view, situation),
      rounds: 0,
    };
    return announced(
      isNew(view)
        ? { ...taken, probingSince: now }
        : { ...taken, announcedAt: now + (isHandedOver(view, situation) ? redirectMs : 0) },
      view,
      situation,
    );
  }
  const { yielding: _, ...kept } = before;
  const macs = macsOf(view.links, situation);
  const plugged = view.links.some((link) => before.macs[link] !== macs[link]);
  const isLeftAlone = (before.announcedAt ?? now) > now && isSomebodyCutOff(view, situation);
  return announced(
    {
      ...kept,
      revision,
      links: view.links,
      macs,
      ...((plugged || isLeftAlone) && before.announcedAt !== undefined && { announcedAt: now, rounds: 0 }),
    },
    view,
    situation,
  );
}

function macsOf(names: readonly string[], { links }: Situation): Readonly<Record<string, string>> {
  return Object.fromEntries(links.filter(({ name }) => names.includes(name)).map(({ name, mac }) => [name, mac]));
}

/** Also what it held before it stalled. */
function heldBefore(duty: Duty | undefined): Holding | undefined {
  return duty?.role === "waiting" ? duty.held : duty?.role === "holding" ? duty : undefined;
}

/** Later than the node before took it, also when that node's clock is ahead: of two, the later one writes the status. */
function takenAfter({ virtualIP: { status } }: AddressView): number {
  const before = Date.parse(status?.since ?? "");
  return Number.isNaN(before) ? 0 : before + 1;
}

/** The plan has given the address to another node: this one goes on until that one is seen to have it. */
export function yieldTo(node: string, before: Holding, view: AddressView, situation: Situation): Held {
  const { now, peers } = situation;
  const already = before.yielding?.to === node ? before.yielding : undefined;
  const isHeard = livenessOf(peers.get(node), view.home) === "alive";
  const yielding: Yielding = {
    to: node,
    ...(isHeard && { unclaimedSince: already?.unclaimedSince ?? now }),
    ...passedOver(view, situation),
  };
  const { links } = view;
  return announced({ ...before, links, macs: macsOf(links, situation), yielding }, view, situation);
}

/** Nobody has held the address yet, as far as this node knows. */
function isNew(view: AddressView): boolean {
  return view.duty?.role !== "surrogate" && view.virtualIP.status?.revision === undefined;
}

/** Somebody who can be reached has it still, and tells its clients where it is; a few beats that are missed are no death. */
function isHandedOver({ virtualIP: { spec }, home }: AddressView, { peers }: Situation): boolean {
  if (spec.l2?.externalTrafficPolicy === "Local") return false;
  return peers.values().some((peer) =>
    peer.state === "running" && peer.informed && peer.claims.has(spec.address) &&
    peer.networks.some((network) => home.includes(network.link) && !network.isUnplugged && isHeardOfLate(network))
  );
}

/** Its cable has just been cut, as its Lease tells, which may come after the plan: it is the one that was to tell the clients. */
function isSomebodyCutOff({ home }: AddressView, { peers }: Situation): boolean {
  return peers.values().some(({ networks }) =>
    networks.some((network) => home.includes(network.link) && network.isUnplugged && isHeardOfLate(network))
  );
}

function isHeardOfLate({ liveness }: PeerNetwork): boolean {
  return liveness === "alive" || liveness === "silent";
}

/** Lays probes, contests, strangers and the schedule of gratuitous frames over a holding. */
function announced(holding: Holding, view: AddressView, situation: Situation): Held {
  const { now } = situation;
  const on = holding.links.map((link): OnLink => ({ address: holding.address, link }));
  if (holding.probingSince !== undefined) {
    const mac = answeredBy(on, situation);
    const probedFor = now - holding.probingSince;
    const mayBePeer = mac !== undefined && probedFor < learnMs && !knowsAll(view, situation);
    if (mac !== undefined && !mayBePeer) {
      return { duty: { role: "putAside", address: holding.address, mac, since: now }, gratuitous: [], probes: [] };
    }
    if (mayBePeer || (!isFree(on, situation) && probedFor < (probesToJudge + 1) * probeMs)) {
      return { duty: holding, gratuitous: [], probes: on, resyncAt: now + probeMs };
    }
    const { probingSince: _, ...free } = holding;
    return announced({ ...free, announcedAt: now }, view, situation);
  }
  const contested = contest(holding, view, situation);
  const defended = defend(contested.holding, view, situation);
  const schedule = { announcedAt: contested.holding.announcedAt ?? now, rounds: contested.holding.rounds };
  const rounds = roundsDue(schedule, situation.refreshSeconds, now);
  // Until the first round, nothing at all: whatever clients hear moves them.
  const speak = schedule.announcedAt <= now && (rounds > schedule.rounds || contested.speak || defended.speak);
  const duty: Holding = { ...defended.holding, announcedAt: schedule.announcedAt, rounds };
  const next = Math.min(
    nextRound({ ...schedule, rounds }, situation.refreshSeconds) ?? Infinity,
    duty.conflict === undefined ? Infinity : conflictChangesAt(duty.conflict, situation),
    duty.contestedSince === undefined ? Infinity : duty.contestedSince + contestMs,
  );
  const gratuitous = speak && !isLeaving(holding, view, situation) ? on : [];
  return { duty, gratuitous, probes: [], ...(next !== Infinity && { resyncAt: next }) };
}

/** The next node is about to take it: what this one says now might come after what that one says. */
function isLeaving({ yielding }: Holding, view: AddressView, { peers }: Situation): boolean {
  return yielding !== undefined && !yielding.passedOver?.includes(yielding.to) &&
    livenessOf(peers.get(yielding.to), view.home) === "alive";
}

/** The MAC of a stranger that answered for the address. */
function answeredBy(on: readonly OnLink[], situation: Situation): string | undefined {
  return on.map((each) => situation.probes.get(probeKey(each))?.answer?.mac)
    .find((mac) => mac !== undefined && !situation.announcers.has(mac));
}

/** Whose MACs it does not know yet is no stranger: the plan may have come before the Leases that tell them. */
function knowsAll({ virtualIP }: AddressView, { node, peers }: Situation): boolean {
  return (virtualIP.spec.l2?.order ?? []).every((entry) => entry.node === node || peers.has(entry.node));
}

function isFree(on: readonly OnLink[], situation: Situation): boolean {
  return on.every((each) => (situation.probes.get(probeKey(each))?.unanswered ?? 0) >= probesToJudge);
}

/**
 * Who else may hold the address. A peer of worse rank that claims it: announce again, once. When that is over, or a node comes
 * back from out of reach, where it may have answered for others: announce from the first round on, since a host that has just
 * believed it may ignore what it hears for a second.
 */
function contest(
  holding: Holding,
  view: AddressView,
  situation: Situation,
): { holding: Holding; speak: boolean } {
  const { now, node, peers } = situation;
  if (holding.yielding !== undefined) return { holding, speak: false };
  const others = (view.virtualIP.spec.l2?.order ?? []).map((entry) => entry.node).filter((each) => each !== node);
  const speaker = overheard(view, situation);
  const rival = others.find((each) => {
    const peer = peers.get(each);
    return each === speaker ||
      (peer?.informed && peer.claims.has(holding.address) && livenessOf(peer, view.home) === "alive");
  });
  const outOfReach = others.filter((each) => livenessOf(peers.get(each), view.home) === "nodeDown");
  const { contestedBy, contestedSince = now, outOfReach: before = [], ...rest } = holding;
  const announcedAt = Math.max(now, holding.announcedAt ?? now);
  const isOver = contestedBy !== undefined && rival === undefined;
  const isBack = before.some((each) => others.includes(each) && !outOfReach.includes(each));
  const next: Holding = {
    ...rest,
    ...(rival !== undefined && { contestedBy: rival, contestedSince: rival === contestedBy ? contestedSince : now }),
    ...(outOfReach.length > 0 && { outOfReach }),
    ...((isOver || isBack) && { announcedAt, rounds: 0 }),
  };
  return { holding: next, speak: rival !== undefined && rival !== contestedBy };
}
