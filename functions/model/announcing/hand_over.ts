/**
 * Make before break: a holder that is to give its address away goes on until the next one has it.
 *
 * @module
 */

import { type Held, yieldTo } from "./hold.ts";
import { type AddressView, livenessOf, unclaimedBy } from "./responsibility.ts";
import { type OnLink, probeKey, type Situation } from "./situation.ts";
import { claimMs, handOverMs } from "./timing.ts";

/**
 * The plan, or a claim of better rank, prefers another node; this one has the address still. Undefined when the other has it,
 * or has had its time; one that does not know of the plan yet has more of it, since meanwhile nobody else would answer.
 */
export function holdOn(node: string, view: AddressView, situation: Situation): Held | undefined {
  const { duty, virtualIP: { spec } } = view;
  if (duty?.role !== "holding" || view.links.length === 0) return undefined;
  const peer = situation.peers.get(node);
  if ((peer?.claims.get(spec.address) ?? -1) >= (spec.l2?.revision ?? 0)) return undefined;
  const held = yieldTo(node, duty, view, situation);
  if (livenessOf(peer, view.home) !== "alive") {
    const probes = view.home.map((link): OnLink => ({ address: spec.address, link }));
    const taken = probes.some((on) => situation.announcers.has(situation.probes.get(probeKey(on))?.answer?.mac ?? ""));
    return taken ? undefined : { ...held, probes };
  }
  const until = (unclaimedBy(node, held.duty) ?? situation.now) + (peer?.informed ? claimMs : handOverMs);
  if (situation.now < until) return { ...held, resyncAt: Math.min(until, held.resyncAt ?? Infinity) };
  // With time, one that stands in the order passes the other over; one that was drained can only go on.
  const isDrained = spec.l2?.order.every((entry) => entry.node !== situation.node) ?? true;
  return isDrained && peer?.informed ? held : undefined;
}
