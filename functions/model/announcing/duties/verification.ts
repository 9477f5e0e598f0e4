/**
 * Standbys check holders: if a node is heard and claims an address, it must also answer for the address.
 *
 * @module
 */

import { type Asked, type OnLink, probeKey, type ProbeRecord } from "../liveness/probe.ts";
import type { Instant } from "../../kubernetes.ts";
import type { Duty, Standby } from "./duty.ts";
import { checkApartEveryMs, checkEveryMs, checkMs, checkRoundMs, probesToMiss } from "../timing.ts";

export interface Verification {
  /** The addresses under check, and since when. */
  readonly checks: ReadonlyMap<string, Instant>;
  /** The addresses that were missed in their last check: see `verify`. */
  readonly missed: ReadonlySet<string>;
  readonly rounds: Readonly<Record<Network, Round>>;
}

/**
 * - `shared`: heartbeats of the holder arrive on a link of the address, so a dead link is noticed at once.
 * - `apart`: heartbeats of the holder arrive only on other links, for example because the link of the address has no IP
 *   address. Only checks notice that this link is dead.
 */
type Network = "shared" | "apart";

interface Round {
  /** When the next round of checks begins. */
  readonly nextAt: Instant;
  /** The last address of the last round. The next round begins with the address after it. */
  readonly last: string;
}

const everyMs: Readonly<Record<Network, number>> = { shared: checkEveryMs, apart: checkApartEveryMs };

export interface Verifying {
  readonly now: Instant;
  readonly duties: ReadonlyMap<string, Duty>;
  readonly probes: ReadonlyMap<string, ProbeRecord>;
  /** A node's own addresses. If they are not answered either, the network between the two nodes is broken. */
  readonly own: (node: string) => readonly Asked[];
}

const unbegun: Round = { nextAt: 0, last: "" };

export const unverified: Verification = {
  checks: new Map(),
  missed: new Set(),
  rounds: { shared: unbegun, apart: unbegun },
};

/**
 * One step of the checks. Each address is checked every 30 s, or every 5 s on an `apart` network, until a check misses
 * it. A holder has 3 s to answer, which is enough for a slow process. An address is missed if it had no answer in that
 * time although the holder's node answered for its own address.
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
  if (now < nextRoundAt(before)) return { ...before, checks, missed };
  const { shared, apart } = before.rounds;
  const all = Map.groupBy([...duties.keys()].filter(isChecked).sort(), (each) => networkOf(each, verifying));
  const begin = (network: Network, round: Round): Round => {
    if (now < round.nextAt) return round;
    const { next, round: begun } = nextRound(all.get(network) ?? [], {
      round,
      everyMs: everyMs[network],
      now,
    });
    for (const address of next) if (!missed.has(address) && !checks.has(address)) checks.set(address, now);
    return begun;
  };
  return { checks, missed, rounds: { shared: begin("shared", shared), apart: begin("apart", apart) } };
}

/** When `verify` begins the next checks. */
export function nextRoundAt({ rounds: { shared, apart } }: Verification): Instant {
  return Math.min(shared.nextAt, apart.nextAt);
}

function nextRound(
  all: readonly string[],
  { round, everyMs, now }: { readonly round: Round; readonly everyMs: number; readonly now: Instant },
): { readonly next: readonly string[]; readonly round: Round } {
  const from = Math.max(0, all.findIndex((address) => address > round.last));
  const next = [...all.slice(from), ...all.slice(0, from)].slice(0, Math.ceil(all.length * checkRoundMs / everyMs));
  // If there is no address to check, the next round comes soon: the first address must not wait for 30 s.
  const nextAt = now + (all.length === 0 ? checkRoundMs : Math.max(checkRoundMs, everyMs / all.length));
  return { next, round: { nextAt, last: next.at(-1) ?? round.last } };
}

function networkOf(address: string, verifying: Verifying): Network {
  const { holder = "", checks = [] } = checkedDuty(verifying.duties.get(address)) ?? {};
  const own = verifying.own(holder);
  return own.length === 0 || own.some(({ link }) => checks.includes(link)) ? "shared" : "apart";
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
