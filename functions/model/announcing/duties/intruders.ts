/**
 * Finds intruders: hosts that use an address of this node although they are not allowed to.
 *
 * @module
 */

import type { Instant } from "../../kubernetes.ts";
import { signaturePatienceMs, strangerMs } from "../timing.ts";
import { probeKey } from "../liveness/probe.ts";
import { isInOrder } from "./ranking.ts";
import { type AddressView, isHeard, isProvenDead } from "./takeover.ts";
import type { Situation } from "./situation.ts";

/** An intruder: its MAC, this node's link on which it was last seen, and when. */
export type Intruding =
  & { readonly mac: string; readonly link: string; readonly at: Instant }
  & (
    | { readonly is: "stranger" }
    | { readonly is: "node" | "forged" | "bound"; readonly node: string }
  );

/** The intruders that were seen in the last 30 s. */
export function intrudersOn(view: AddressView, situation: Situation): readonly Intruding[] {
  return [...fromStrangers(view, situation), ...fromNodes(view, situation), ...fromTheDead(view, situation)];
}

/**
 * Senders whose MAC belongs to no node. If the MAC belonged to a node until a moment ago, the result names that node.
 * Only home links count: on another network a router may answer for every address (proxy ARP).
 */
function fromStrangers({ virtualIP: { spec }, home }: AddressView, situation: Situation): readonly Intruding[] {
  const { strangers, announcers, now } = situation;
  return home.flatMap((on): readonly Intruding[] => {
    const seen = strangers.get(probeKey({ address: spec.address, link: on }));
    if (seen === undefined || now - seen.at >= strangerMs || announcers.has(seen.mac)) return [];
    const { mac, link, at, node } = seen;
    return [node === undefined ? { is: "stranger", mac, link, at } : { is: "node", node, mac, link, at }];
  });
}

/**
 * A sender whose MAC belongs to a node. While the address is shared, the nodes of the order answer for it, also with
 * each other's MACs. Then a node of the order counts only if it is dead and the frame came long after its last
 * heartbeat.
 */
function fromNodes(view: AddressView, situation: Situation): readonly Intruding[] {
  const { virtualIP, duty } = view;
  const { rivals, announcers, peers, node, now } = situation;
  const seen = rivals.get(virtualIP.spec.address);
  const by = announcers.get(seen?.mac ?? "");
  if (seen === undefined || by === undefined || by === node || now - seen.at >= strangerMs) return [];
  if (duty?.role !== "holding" && duty?.role !== "sharing") return [];
  // Frames from before this node took the address prove nothing.
  if (seen.at <= duty.since) return [];
  const is = kindOf(by, view, situation);
  if (is === undefined) return [];
  const isLate = seen.at - (peers.get(by)?.heardAt ?? -Infinity) >= signaturePatienceMs;
  const isOfMember = duty.role === "sharing" && isInOrder(virtualIP, by);
  if (isOfMember && !(is === "forged" && isLate)) return [];
  return [{ is, node: by, mac: seen.mac, link: seen.link, at: seen.at }];
}

/**
 * The kind of intruder that node `by` is. Undefined: `by` is a peer that may hold the address too, and the order
 * decides which of the two nodes keeps it.
 */
function kindOf(
  by: string,
  view: AddressView,
  situation: Situation,
): "node" | "forged" | "bound" | undefined {
  if (!isInOrder(view.virtualIP, by)) return "node";
  if (isProvenDead(by, view, situation)) return "forged";
  const peer = situation.peers.get(by);
  const claims = peer?.claims.has(view.virtualIP.spec.address);
  // An announcer answers only for addresses that it claims, so the kernel of its node has answered.
  return isHeard(by, view, situation) && peer?.state === "running" && peer.informed && !claims ? "bound" : undefined;
}

/** Nodes in the order that are dead by their Leases, although their own addresses are still answered. */
function fromTheDead(view: AddressView, situation: Situation): readonly Intruding[] {
  const order = view.virtualIP.spec.l2?.order ?? [];
  return order.flatMap(({ node }): readonly Intruding[] => {
    if (node === situation.node || !isProvenDead(node, view, situation)) return [];
    const answered = situation.peers.get(node)?.networks.find(({ liveness }) => liveness === "announcerDown");
    if (answered === undefined) return [];
    return [{ is: "forged", node, mac: answered.mac, link: answered.link, at: situation.now }];
  });
}
