/**
 * Answering in another node's name: while its announcer is away, and a little longer.
 *
 * @module
 */

import type { Surrogacy } from "./duty.ts";
import { type AddressView, overhearing } from "./responsibility.ts";
import type { Situation } from "./situation.ts";
import type { Step } from "./step.ts";
import { claimMs, partingMs, pathBrokenMs } from "./timing.ts";

/** The holder's announcer is away, and its node serves. */
export function stepIn(holder: string, view: AddressView, situation: Situation): Step {
  const duty = { ...surrogacy(holder, view, situation), ...overhearing(holder, view, situation) };
  return { duty: isPathBroken(holder, view, situation) ? { ...duty, pathBroken: true } : duty };
}

function isPathBroken(holder: string, { duty, virtualIP }: AddressView, situation: Situation): boolean {
  if (duty?.role === "surrogate" && duty.holder === holder && duty.pathBroken) return true;
  const { rivals, announcers, peers } = situation;
  const spoken = rivals.get(virtualIP.spec.address);
  const heardAt = peers.get(holder)?.heardAt;
  return spoken !== undefined && heardAt !== undefined && announcers.get(spoken.mac) === holder &&
    spoken.at - heardAt >= pathBrokenMs;
}

/**
 * Somebody else has the address again, or from now on. One that has just started, or taken it, may be slow to answer: until it
 * surely does, this node goes on, with that one's MAC, so that nobody can tell. Undefined when it need not, or no longer.
 */
export function linger(holder: string, view: AddressView, situation: Situation): Step | undefined {
  const { duty, virtualIP: { spec } } = view;
  if (duty?.role !== "surrogate" && duty?.role !== "holding") return undefined;
  const { now, peers } = situation;
  const peer = peers.get(holder);
  const next = surrogacy(holder, view, situation);
  const before = duty.role === "surrogate" && duty.holder === holder ? duty : undefined;
  if (peer?.claims.has(spec.address)) {
    const relievedSince = before?.relievedSince ?? now;
    if (now - relievedSince >= partingMs) return undefined;
    return { duty: { ...next, relievedSince }, resyncAt: relievedSince + partingMs };
  }
  // A holder that has given way to one that claims nothing has waited for it already.
  if (before === undefined || before.relievedSince !== undefined) return undefined;
  if (!peer?.informed) return { duty: next };
  const unclaimedSince = before.unclaimedSince ?? now;
  if (now - unclaimedSince >= claimMs) return undefined;
  return { duty: { ...next, unclaimedSince }, resyncAt: unclaimedSince + claimMs };
}

function surrogacy(holder: string, { links, virtualIP }: AddressView, { peers }: Situation): Surrogacy {
  const networks = peers.get(holder)?.networks ?? [];
  const macs = Object.fromEntries(
    networks.filter(({ link }) => links.includes(link)).map(({ link, mac }) => [link, mac]),
  );
  return { role: "surrogate", address: virtualIP.spec.address, holder, macs };
}
