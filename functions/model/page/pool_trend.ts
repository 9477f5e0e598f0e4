/**
 * How soon a pool is full if it goes on as in the last days.
 *
 * @module
 */

import type { Instant } from "../kubernetes.ts";
import type { PoolTrend, PoolUsage } from "./page_state.ts";

const dayMs = 86_400_000;

/** How far back is looked at most, and at least. */
const mostDays = 7;
const leastDays = 1;

/** Beyond that, nobody plans. */
const mostDaysAhead = 3_650;

/** How many addresses were in use at some time. */
export interface UsageSample {
  readonly at: Instant;
  readonly assigned: number;
}

export interface PoolPast {
  /** As it was seen, the oldest first. */
  readonly samples: readonly UsageSample[];
  /** Since when each address that is in use now has been needed. */
  readonly ages: readonly Instant[];
}

/**
 * By what was seen for a day or longer; else by the ages of what is in use now. Those know nothing of what was given back, so that
 * a pool may seem to fill up faster than it does; and what came on the first day counts for nothing, since a cluster is set up
 * then.
 *
 * Undefined: it does not fill up, or it is too early to tell.
 */
export function poolTrend(
  { family, assigned, available }: PoolUsage,
  past: PoolPast,
  now: Instant,
): PoolTrend | undefined {
  const before = seenBefore(past.samples, now) ?? agedBefore(past.ages, now);
  if (before === undefined) return undefined;
  const days = (now - before.at) / dayMs;
  const perDay = (assigned - before.assigned) / days;
  const daysUntilFull = available / perDay;
  if (perDay <= 0 || daysUntilFull > mostDaysAhead) return undefined;
  return { family, perDay: rounded(perDay), daysUntilFull: rounded(daysUntilFull), days: rounded(days) };
}

/** The last sample from before the time that is looked at, or the first one in it. */
function seenBefore(samples: readonly UsageSample[], now: Instant): UsageSample | undefined {
  const begin = now - mostDays * dayMs;
  const before = samples.findLast(({ at }) => at <= begin);
  const sample = before === undefined ? samples[0] : { ...before, at: begin };
  return sample === undefined || now - sample.at < leastDays * dayMs ? undefined : sample;
}

function agedBefore(ages: readonly Instant[], now: Instant): UsageSample | undefined {
  const oldest = ages.reduce((first, age) => Math.min(first, age), Infinity);
  const at = Math.max(now - mostDays * dayMs, oldest + dayMs);
  if (now - at < leastDays * dayMs) return undefined;
  return { at, assigned: ages.filter((age) => age <= at).length };
}

function rounded(number: number): number {
  return Math.round(number * 10) / 10;
}
