/**
 * Standbys check on holders: who is heard and claims an address must also answer for it.
 *
 * @module
 */

import type { Instant } from "../kubernetes.ts";
import type { Duty } from "./duty.ts";
import type { ProbeRecord } from "./liveness.ts";
import { type OnLink, probeKey } from "./situation.ts";
import { checkEveryMs, checkMs, probesToMiss } from "./timing.ts";

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
  /** Where an address is asked for. */
  readonly home: (address: string) => readonly OnLink[];
  /** The own addresses of a node: when they are not answered either, what is between the two is broken. */
  readonly own: (node: string) => readonly OnLink[];
}

export const unverified: Verification = { checks: new Map(), missed: new Set(), nextAt: 0, last: "" };

/**
 * One step. Each address is checked every half minute, some of them at a time. A holder that is heard all the while, and whose
 * node answers for its own address, has 3 s to answer: a process that is just slow does.
 */
export function verify(before: Verification, verifying: Verifying): Verification {
  const { now, duties } = verifying;
  const isChecked = (address: string): boolean => holderChecked(duties.get(address)) !== undefined;
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
    .slice(0, Math.ceil(all.length * 1_000 / checkEveryMs));
  for (const address of next) if (!missed.has(address) && !checks.has(address)) checks.set(address, now);
  const nextAt = now + Math.max(1_000, checkEveryMs / Math.max(1, all.length));
  return { checks, missed, nextAt, last: next.at(-1) ?? before.last };
}

/** What is to be asked for: the addresses under check, and the holders' own. */
export function asked({ checks }: Verification, { duties, home, own }: Verifying): readonly OnLink[] {
  return [...checks.keys()].flatMap((address) => [...home(address), ...own(holderChecked(duties.get(address)) ?? "")]);
}

function holderChecked(duty: Duty | undefined): string | undefined {
  return duty?.role === "waiting" && duty.checks ? duty.holder : undefined;
}

function isAnswered(address: string, { home, probes }: Verifying): boolean {
  return home(address).some((on) => probes.get(probeKey(on))?.answer !== undefined);
}

function isMissed(address: string, { home, own, probes, duties }: Verifying): boolean {
  const asked = home(address);
  const isSilent = asked.every((on) => (probes.get(probeKey(on))?.unanswered ?? 0) >= probesToMiss);
  const holder = holderChecked(duties.get(address)) ?? "";
  return asked.length > 0 && isSilent && own(holder).some((on) => probes.get(probeKey(on))?.answer !== undefined);
}
