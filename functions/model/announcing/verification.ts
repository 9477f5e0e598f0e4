/**
 * Standbys check on holders: who is heard and claims an address must also answer for it.
 *
 * @module
 */

import type { Instant } from "../kubernetes.ts";
import type { Duty, Waiting } from "./duty.ts";
import type { ProbeRecord } from "./liveness.ts";
import { type Asked, type OnLink, probeKey } from "./situation.ts";
import { checkEveryMs, checkMs, checkRoundMs, probesToMiss } from "./timing.ts";

export interface Verification {
  /** The addresses that are asked for now, and since when. */
  readonly checks: ReadonlyMap<string, Instant>;
  /** Those that nobody answers for. */
  readonly missed: ReadonlySet<string>;
  /** When the next are asked for, and which was the last. */
  readonly nextAt: Instant;
  readonly last: string;
}

export interface Verifying {
  readonly now: Instant;
  readonly duties: ReadonlyMap<string, Duty>;
  readonly probes: ReadonlyMap<string, ProbeRecord>;
  /** The own addresses of a node: when they are not answered either, what is between the two is broken. */
  readonly own: (node: string) => readonly Asked[];
}

export const unverified: Verification = { checks: new Map(), missed: new Set(), nextAt: 0, last: "" };

/**
 * One step. Each address is checked every half minute, a tenth of them at a time. A holder that is heard all the while, and whose
 * node answers for its own address, has 3 s to answer: a process that is just slow does.
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
  // With nobody to check yet, the first that comes does not wait for half a minute.
  const nextAt = now + (all.length === 0 ? checkRoundMs : Math.max(checkRoundMs, checkEveryMs / all.length));
  return { checks, missed, nextAt, last: next.at(-1) ?? before.last };
}

/** What is to be asked for: the addresses under check, and the holders' own. */
export function asked({ checks }: Verification, verifying: Verifying): readonly Asked[] {
  return [...checks.keys()].flatMap((address) => {
    const { holder = "" } = checkedDuty(verifying.duties.get(address)) ?? {};
    return [...askedOn(address, verifying), ...verifying.own(holder)];
  });
}

function checkedDuty(duty: Duty | undefined): Waiting | undefined {
  return duty?.role === "waiting" && duty.checks !== undefined ? duty : undefined;
}

function askedOn(address: string, { duties }: Verifying): readonly OnLink[] {
  return checkedDuty(duties.get(address))?.checks?.map((link) => ({ address, link })) ?? [];
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
