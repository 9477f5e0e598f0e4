/**
 * The schedule of gratuitous ARP and unsolicited neighbor advertisements for an address.
 *
 * @module
 */

import type { Instant } from "../../kubernetes.ts";
import { askMs, gratuitousOffsetsMs } from "../timing.ts";
import type { Announced, Established } from "./duty.ts";

/** When the first round was or will be sent, how many rounds were sent, and when the last probe was sent. */
export type Schedule = Pick<Announced, "announcedAt" | "rounds" | "askedAt">;

/** The schedule of a holder whose first round is due at `announcedAt`. */
export function beginning(announcedAt: Instant): Schedule {
  return { announcedAt, rounds: 0, askedAt: announcedAt };
}

/** The schedule of this holder. */
export function scheduleOf(holding: Established): Schedule {
  return holding.state === "announced" ? holding : beginning(holding.announceAt);
}

/**
 * When the next round is due, after `rounds` rounds were sent; undefined if there is no further round. After the
 * opening rounds, refreshes are due at whole seconds, so that many addresses share one wake-up.
 *
 * ```ts
 * import { nextRound } from "./gratuitous.ts";
 * import assert from "node:assert/strict";
 * assert.equal(nextRound({ announcedAt: 5_000, rounds: 0 }, 60), 5_000);
 * assert.equal(nextRound({ announcedAt: 5_000, rounds: 1 }, 60), 6_100);
 * assert.equal(nextRound({ announcedAt: 5_250, rounds: 5 }, 60), 70_000);
 * assert.equal(nextRound({ announcedAt: 5_250, rounds: 5 }, 0), undefined);
 * ```
 */
export function nextRound(
  { announcedAt, rounds }: { readonly announcedAt: Instant; readonly rounds: number },
  refreshSeconds: number,
): Instant | undefined {
  const offset = gratuitousOffsetsMs[rounds];
  if (offset !== undefined) return announcedAt + offset;
  if (!(refreshSeconds > 0)) return undefined;
  const opening = gratuitousOffsetsMs.at(-1) ?? 0;
  const refreshes = rounds - gratuitousOffsetsMs.length + 1;
  return Math.ceil((announcedAt + opening + refreshes * refreshSeconds * 1_000) / 1_000) * 1_000;
}

/** The number of rounds that count as sent after this step: all that are due at `now`, including missed ones. */
export function roundsDue(
  schedule: { readonly announcedAt: Instant; readonly rounds: number },
  refreshSeconds: number,
  now: Instant,
): number {
  let { rounds } = schedule;
  for (;;) {
    const next = nextRound({ announcedAt: schedule.announcedAt, rounds }, refreshSeconds);
    if (next === undefined || next > now) return rounds;
    rounds++;
  }
}

/**
 * When the holder probes next for a host that has the address and never announces it. Undefined if refreshes come at
 * least every `askMs`, since each refresh includes a probe.
 *
 * @param askedAt when the last probe was sent, in a round or by itself
 */
export function nextQuestion(askedAt: Instant, refreshSeconds: number): Instant | undefined {
  if (refreshSeconds > 0 && refreshSeconds * 1_000 <= askMs) return undefined;
  return Math.ceil((askedAt + askMs) / 1_000) * 1_000;
}
