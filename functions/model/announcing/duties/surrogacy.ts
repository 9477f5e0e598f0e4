/**
 * A surrogate answers with the holder's MAC: while the holder's announcer is away, and for a moment after its return.
 *
 * Why: docs/adr/0014-relieved-and-overheard.md
 *
 * @module
 */

import { claimMs, pathBrokenMs, relievedMs } from "../timing.ts";
import type { Instant } from "../../kubernetes.ts";
import type { Relieved, Surrogate } from "./duty.ts";
import { type AddressView, evidenceFor } from "./takeover.ts";
import type { Situation } from "./situation.ts";
import type { Step } from "./step.ts";

/** The step of a node that becomes the surrogate: the holder's announcer is away, but its node still serves. */
export function stepIn(holder: string, view: AddressView, situation: Situation): Step {
  const { duty } = view;
  return {
    duty: {
      ...surrogate(holder, view, situation),
      state: "standingIn",
      since: duty?.state === "standingIn" && duty.holder === holder ? duty.since : situation.now,
      evidence: evidenceFor(holder, view, situation),
      path: isPathBroken(holder, view, situation) ? "broken" : "unknown",
    },
  };
}

function isPathBroken(holder: string, { duty, virtualIP }: AddressView, situation: Situation): boolean {
  if (duty?.state === "standingIn" && duty.holder === holder && duty.path === "broken") return true;
  const { rivals, announcers, peers } = situation;
  const seen = rivals.get(virtualIP.spec.address);
  const heardAt = peers.get(holder)?.heardAt;
  return seen !== undefined && heardAt !== undefined && announcers.get(seen.mac) === holder &&
    seen.at - heardAt >= pathBrokenMs;
}

/**
 * The step of a previous holder or surrogate when `holder` has the address or is to get it. A node that has just
 * started or taken an address may be slow to answer. So this node goes on answering with the holder's MAC for a moment,
 * and clients notice nothing. Undefined if this node has no reason to go on.
 *
 * If the holder's announcer was away for less than `relievedMs`, it did not restart. Then this node goes on only for as
 * long as it has stood in.
 */
export function linger(holder: string, view: AddressView, situation: Situation): Step | undefined {
  const { duty, virtualIP: { spec } } = view;
  if (duty?.role !== "surrogate" && duty?.role !== "holding") return undefined;
  const { now, peers } = situation;
  const peer = peers.get(holder);
  const core = surrogate(holder, view, situation);
  const before = duty.role === "surrogate" && duty.holder === holder ? duty : undefined;
  if (peer?.claims.has(spec.address)) {
    const { relievedSince, until } = before?.state === "relieved" ? before : reliefOf(before, now);
    if (now >= until) return undefined;
    return { duty: { ...core, state: "relieved", relievedSince, until }, resyncAt: until };
  }
  // Only a surrogate of this holder waits for the claim: a holder has waited already, and a relieved node has seen the
  // claim.
  if (before === undefined || before.state === "relieved") return undefined;
  if (!peer?.informed) return { duty: { ...core, state: "returning", claim: { is: "open" } } };
  const since = before.state === "returning" && before.claim.is === "missing" ? before.claim.since : now;
  if (now - since >= claimMs) return undefined;
  return { duty: { ...core, state: "returning", claim: { is: "missing", since } }, resyncAt: since + claimMs };
}

/** When this node's time as relieved node begins and ends. */
function reliefOf(before: Surrogate | undefined, now: Instant): Pick<Relieved, "relievedSince" | "until"> {
  const stoodInMs = before?.state === "standingIn" ? now - before.since : relievedMs;
  return { relievedSince: now, until: now + Math.min(stoodInMs, relievedMs) };
}

function surrogate(
  holder: string,
  { links, virtualIP }: AddressView,
  { peers, leasedMacs, links: ownLinks }: Situation,
): Pick<Surrogate, "role" | "address" | "holder" | "macs"> {
  // A link without addresses carries no heartbeats, so the holder's Lease gives its MAC on that link.
  const bare = ownLinks.filter(({ addresses }) => addresses.length === 0).map(({ name }) => name);
  const leased = [...leasedMacs.get(holder) ?? []].filter(([link]) => bare.includes(link));
  const told = (peers.get(holder)?.networks ?? []).map(({ link, mac }) => [link, mac] as const);
  const macs = Object.fromEntries([...leased, ...told].filter(([link]) => links.includes(link)));
  return { role: "surrogate", address: virtualIP.spec.address, holder, macs };
}
