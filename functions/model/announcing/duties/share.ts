/**
 * Load sharing: all nodes of the order share the hosts of an address. There is no single holder: each node serves the
 * hosts that are assigned to it, and no node sends broadcasts about the address.
 *
 * Why: docs/adr/0029-one-address-many-nodes.md
 *
 * @module
 */

import { livenessOf } from "../liveness/peer.ts";
import { counting } from "../sharing/host_counts.ts";
import type { Member } from "../sharing/member.ts";
import { unshareMs } from "../timing.ts";
import { conflictChangesAt, defend } from "./defence.ts";
import type { Leads, Sharing, Unsharing } from "./duty.ts";
import { macsOf, toldAfter } from "./hold.ts";
import { type AddressView, isProvenDead } from "./takeover.ts";
import type { Situation } from "./situation.ts";
import type { Step } from "./step.ts";

/** True if the plan asks for load sharing, and all nodes of the order that are heard support it. */
export function isToBeShared({ virtualIP: { spec } }: AddressView, { node, peers }: Situation): boolean {
  if (spec.l2?.loadSharing !== "hosts") return false;
  return spec.l2.order.every((entry) => entry.node === node || peers.get(entry.node)?.sharesHosts !== false);
}

/** True if a node has or had the address: then no probe for a stranger is needed. */
export function isInUse({ virtualIP: { status }, duty }: AddressView): boolean {
  return duty?.role === "sharing" || status?.revision !== undefined;
}

/** The step of a node that shares the address. */
export function share(view: AddressView, situation: Situation): Step {
  return stepOf(view, situation, { is: "no" });
}

/**
 * The step of this node while sharing ends: the plan wants one holder, but hosts are still with several nodes. Undefined
 * if sharing is over for this node. Sharing is over for the future holder when it is the only member, for any other node
 * when it serves no host any more, and for every node after `unshareMs`.
 */
export function unshare(view: AddressView, situation: Situation): Step | undefined {
  const { duty, virtualIP: { spec } } = view;
  if (duty?.role !== "sharing" || view.links.length === 0) return undefined;
  const { node, now } = situation;
  const members = membersOf(view, situation);
  const order = (spec.l2?.order ?? []).map((entry) => entry.node);
  const to = order.find((each) => members.some((member) => member.node === each && member.announcer === "here"));
  if (to === undefined) return undefined;
  const before = duty.unsharing;
  const since = before.is === "unsharing" && before.to === to ? before.since : now;
  const isLeft = to === node
    ? members.every((each) => each.node === node)
    : (servedBy(view, situation).get(node) ?? 0) === 0;
  if (isLeft || now - since >= unshareMs) return undefined;
  return stepOf(view, situation, { is: "unsharing", to, since });
}

function stepOf(view: AddressView, situation: Situation, unsharing: Unsharing): Step {
  const { duty, virtualIP: { spec }, links } = view;
  const { now } = situation;
  const before = duty?.role === "sharing" ? duty : undefined;
  const members = membersOf(view, situation);
  const { since: held, toldSince } = duty?.role === "holding" ? duty : { since: now, toldSince: now };
  const { conflict } = defend(before?.conflict ?? { is: "no" }, view, situation);
  const leads = leadsOf(before?.leads, toldSince, { view, members, situation });
  const sharing: Sharing = {
    role: "sharing",
    state: "sharing",
    address: spec.address,
    revision: spec.l2?.revision ?? 0,
    since: before?.since ?? held,
    links,
    macs: macsOf(links, situation),
    order: (spec.l2?.order ?? []).map(({ node }) => node),
    members,
    leads,
    unsharing,
    conflict,
  };
  const resyncAt = Math.min(
    conflict.is === "no" ? Infinity : conflictChangesAt(conflict, situation),
    unsharing.is === "no" ? Infinity : now + 1_000,
    leads.is === "no" ? Infinity : leads.counting.nextAt,
    members.some(({ announcer }) => announcer === "away") ? now + 1_000 : Infinity,
  );
  return { duty: sharing, ...(resyncAt > now && resyncAt !== Infinity && { resyncAt }) };
}

/**
 * Whether this node writes the status: it does if it is the first member in the order whose announcer is up. Its status
 * then has a later `since` than the status of another node, because the later of the two counts.
 */
function leadsOf(
  before: Leads | undefined,
  since: number,
  { view, members, situation }: {
    readonly view: AddressView;
    readonly members: readonly Member[];
    readonly situation: Situation;
  },
): Leads {
  const { virtualIP: { spec, status } } = view;
  const { node, now } = situation;
  const first = spec.l2?.order.find(({ node }) =>
    members.some((each) => each.node === node && each.announcer === "here")
  );
  if (first?.node !== node) return { is: "no" };
  const known = before?.is === "leads" ? before : undefined;
  const counted = counting(known?.counting, { members, served: servedBy(view, situation), now });
  if (known !== undefined) return { ...known, counting: counted };
  return { is: "leads", since: status?.node === node ? since : toldAfter(view, since), counting: counted };
}

function servedBy({ virtualIP: { spec } }: AddressView, { hostsServed }: Situation): ReadonlyMap<string, number> {
  return hostsServed?.get(spec.address) ?? new Map();
}

function membersOf(view: AddressView, situation: Situation): readonly Member[] {
  const { duty, virtualIP: { spec } } = view;
  const before = new Map(
    (duty?.role === "sharing" ? duty.members : []).map((member) => [member.node, member]),
  );
  return (spec.l2?.order ?? []).flatMap(({ node, weight = 1 }) => {
    const announcer = node === situation.node ? "here" : standing(node, before.get(node), view, situation);
    if (announcer === "gone") return [];
    const macs = node === situation.node ? macsOf(view.links, situation) : peerMacs(node, view, situation);
    return [{ node, weight, announcer, since: before.get(node)?.since ?? situation.now, macs }];
  });
}

/**
 * The state of a node as a member. A node that is heard, but has not sent its holdings yet, counts as away: it may serve
 * hosts.
 */
function standing(
  node: string,
  before: Member | undefined,
  view: AddressView,
  situation: Situation,
): Member["announcer"] | "gone" {
  const { virtualIP: { spec }, home } = view;
  const peer = situation.peers.get(node);
  if (peer === undefined || peer.networks.length === 0 || peer.declines.has(spec.address)) return "gone";
  switch (livenessOf(peer, home)) {
    case "alive":
      return peer.claims.has(spec.address) ? "here" : peer.informed ? "gone" : "away";
    case "silent":
      return before?.announcer ?? (peer.claims.has(spec.address) ? "here" : "away");
    case "announcerDown":
      return isProvenDead(node, view, situation) ? "gone" : "away";
    case "nodeDown":
      return "gone";
  }
}

function peerMacs(node: string, { links }: AddressView, { peers }: Situation): Readonly<Record<string, string>> {
  const networks = peers.get(node)?.networks ?? [];
  return Object.fromEntries(networks.filter(({ link }) => links.includes(link)).map(({ link, mac }) => [link, mac]));
}
