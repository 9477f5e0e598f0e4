/**
 * Standbys check holders: if a node is heard and claims an address, it must also answer for the address.
 *
 * @module
 */

import { type Asked, type OnLink, probeKey, type ProbeRecord } from "../liveness/probe.ts";
import type { Instant } from "../../kubernetes.ts";
import type { Duty, Standby } from "./duty.ts";
import { checkEveryMs, checkMs, checkRoundMs, probesToMiss } from "../timing.ts";

export interface Verification {
  /** The addresses under check, and since when. */
  readonly checks: ReadonlyMap<string, Instant>;
  /** The addresses that were missed in their last check: see `verify`. */
  readonly missed: ReadonlySet<string>;
  /** When the next round of checks begins. */
  readonly nextAt: Instant;
  /** The last address of the last round. The next round begins with the address after it. */
  readonly last: string;
}

export interface Verifying {
  readonly now: Instant;
  readonly duties: ReadonlyMap<string, Duty>;
  readonly probes: ReadonlyMap<string, ProbeRecord>;
  /** A node's own addresses. If they are not answered either, the network between the two nodes is broken. */
  readonly own: (node: string) => readonly Asked[];
}

export const unverified: Verification = { checks: new Map(), missed: new Set(), nextAt: 0, last: "" };

/**
 * One step of the checks. Each address is checked every 30 s until a check misses it, and each round has a tenth of all
 * addresses. A holder has 3 s to answer, which is enough for a slow process. An address is missed if it had no answer
 * in that time although the holder's node answered for its own address.
 */
export function verify(before: Verification, verifying: Verifying): Verification {
  const { now, duties } = verifying;
  const isChecked = (address: string): boolean => checkedDuty(duties.get(address)) !== undefined;
  const missed = new Set([...before.missed].filter(isChecked));
  const checks = new Map<string, Instant>();
  for (const [address, since] of before.checks) {
    if (!isChecked(address) || isAnswered(address, verifying)) continue;
    if (now - since < checkMs) checks.set(address, since);
    else if (isMissed(address, verifying)) missed.add(address);
  }
  if (now < before.nextAt) return { ...before, checks, missed };
  const all = [...duties.keys()].filter(isChecked).sort();
  const from = all.findIndex((address) => address > before.last);
  const next = [...all.slice(Math.max(0, from)), ...all.slice(0, Math.max(0, from))]
    .slice(0, Math.ceil(all.length * checkRoundMs / checkEveryMs));
  for (const address of next) if (!missed.has(address) && !checks.has(address)) checks.set(address, now);
  // If there is no address to check, the next round comes soon: the first address must not wait for 30 s.
  const nextAt = now + (all.length === 0 ? checkRoundMs : Math.max(checkRoundMs, checkEveryMs / all.length));
  return { checks, missed, nextAt, last: next.at(-1) ?? before.last };
}

/** The addresses to probe: the addresses under check, and the own addresses of their holders. */
export function asked({ checks }: Verification, verifying: Verifying): readonly Asked[] {
  return [...checks.keys()].flatMap((address) => {
    const { holder = "" } = checkedDuty(verifying.duties.get(address)) ?? {};
    return [...askedOn(address, verifying), ...verifying.own(holder)];
  });
}

function checkedDuty(duty: Duty | undefined): Standby | undefined {
  return duty?.state === "standby" && duty.checks.length > 0 ? duty : undefined;
}

function askedOn(address: string, { duties }: Verifying): readonly OnLink[] {
  return checkedDuty(duties.get(address))?.checks.map((link) => ({ address, link })) ?? [];
}

function isAnswered(address: string, verifying: Verifying): boolean {
  return askedOn(address, verifying).some((on) => verifying.probes.get(probeKey(on))?.answer !== undefined);
}

function isMissed(address: string, verifying: Verifying): boolean {
  const { own, probes, duties } = verifying;
  const asked = askedOn(address, verifying);
  const isSilent = asked.every((on) => (probes.get(probeKey(on))?.unanswered ?? 0) >= probesToMiss);
  const { holder = "" } = checkedDuty(duties.get(address)) ?? {};
  return asked.length > 0 && isSilent && own(holder).some((on) => probes.get(probeKey(on))?.answer !== undefined);
}
