/**
 * Planned moves: the previous holder keeps the address until the new holder has it. `redirect_clients.ts` sends the
 * clients to the new holder.
 *
 * @module
 */

import { livenessOf } from "../liveness/peer.ts";
import { type OnLink, probeKey } from "../liveness/probe.ts";
import { type Held, yieldTo } from "./hold.ts";
import { type AddressView, signaturesOf, unclaimedBy } from "./takeover.ts";
import type { Situation } from "./situation.ts";
import { claimMs, handOverMs } from "../timing.ts";

/**
 * The step of a holder when another node is preferred: by the plan, or because that node has a claim of better rank.
 * Undefined if this node is to stop: the new holder has the address, or has not claimed it in time. This node waits 1 s
 * for a new holder that has not sent its holdings. It waits 3 s for a new holder whose holdings show that it does not
 * know the plan yet: if this node stopped earlier, no node would answer. After these 3 s
 * this node stops, unless it is no longer in the order: then it goes on until the new holder claims the address.
 *
 * @param node the new holder
 */
export function holdOn(node: string, view: AddressView, situation: Situation): Held | undefined {
  const { duty, virtualIP: { spec } } = view;
  if (duty?.role !== "holding" || view.links.length === 0) return undefined;
  const peer = situation.peers.get(node);
  if ((peer?.claims.get(spec.address) ?? -1) >= (spec.l2?.revision ?? 0)) return undefined;
  const held = yieldTo(node, duty, view, situation);
  if (livenessOf(peer, view.home) !== "alive") {
    const probes = view.home.map((link): OnLink => ({ address: spec.address, link }));
    return isAnsweredBy(node, probes, situation) ? undefined : { ...held, probes };
  }
  const until = (unclaimedBy(node, held.duty) ?? situation.now) + (peer?.informed ? claimMs : handOverMs);
  if (situation.now < until) return { ...held, resyncAt: Math.min(until, held.resyncAt ?? Infinity) };
  // The wait is over. A drained node (not in the order) goes on if the new holder's holdings show that it does not know
  // the plan yet.
  const isDrained = spec.l2?.order.every((entry) => entry.node !== situation.node) ?? true;
  return isDrained && peer?.informed ? held : undefined;
}

/**
 * True if a node that is not heard answers for the address. Such an answer can be forged, so it counts only if the node
 * has renewed its Lease since its last heartbeat, or if no Lease can be read.
 */
function isAnsweredBy(node: string, on: readonly OnLink[], situation: Situation): boolean {
  const { announcer } = signaturesOf(node, situation);
  if (announcer !== "alive" && announcer !== "unknown") return false;
  return on.some((each) => situation.announcers.get(situation.probes.get(probeKey(each))?.answer?.mac ?? "") === node);
}
