/**
 * After a start or a stall, a node listens before it takes or shares an address that a peer may have.
 *
 * @module
 */

import { livenessOf } from "../liveness/peer.ts";
import { learnMs, probeMs } from "../timing.ts";
import type { Learning } from "./duty.ts";
import type { Situation } from "./situation.ts";
import type { Step } from "./step.ts";
import type { AddressView } from "./takeover.ts";

/** True if the address has had a holder but this node does not know yet whether a peer holds it now. */
export function mustLearn(view: AddressView, situation: Situation): boolean {
  const { duty, virtualIP, home } = view;
  const held = virtualIP.status?.revision !== undefined || (duty?.state === "learning" && duty.held !== "nothing");
  if (duty?.role === "holding" || duty?.role === "sharing" || !held) return false;
  if (situation.now - situation.listeningSince >= learnMs) return false;
  return (virtualIP.spec.l2?.order ?? []).some(({ node }) => {
    const peer = situation.peers.get(node);
    if (node === situation.node) return false;
    if (peer === undefined) return true;
    const liveness = livenessOf(peer, home);
    return liveness === "silent" || (liveness === "alive" && !peer.informed);
  });
}

/**
 * True for the first second after a start or a stall, if a peer shares the address already: the peers serve the hosts,
 * and send their records meanwhile. After a stall, a peer that has shared the address may seem down at first, since
 * two beats pass until it hears this node again and answers.
 */
export function mustHearHosts({ duty, virtualIP: { spec }, home }: AddressView, situation: Situation): boolean {
  if (duty?.role === "holding" || duty?.role === "sharing") return false;
  if (situation.now - situation.listeningSince >= learnMs) return false;
  return situation.peers.values().some((peer) =>
    livenessOf(peer, home) !== "nodeDown" && peer.claims.has(spec.address)
  );
}

/** The step of a node that listens before it takes or shares an address. */
export function learn(view: AddressView, situation: Situation): Step {
  const held = view.duty?.state === "learning" ? view.duty.held : "nothing";
  const { address } = view.virtualIP.spec;
  const duty: Learning = { role: "waiting", state: "learning", address, held };
  return { duty, resyncAt: Math.min(situation.now + probeMs, situation.listeningSince + learnMs) };
}
