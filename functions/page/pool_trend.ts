/**
 * Forecasts when a pool will have no free address, from the last days.
 *
 * @module
 */

import type { Instant } from "../model/kubernetes.ts";
import type { PoolTrend, PoolUsage } from "./page_state.ts";

const dayMs = 86_400_000;

/** How far back the forecast looks, at most and at least. */
const mostDays = 7;
const leastDays = 1;

/** A pool that lasts longer than this gets no forecast. */
const mostDaysAhead = 3_650;

/** How many addresses were in use at an instant. */
export interface UsageSample {
  readonly at: Instant;
  readonly assigned: number;
}

export interface PoolPast {
  /** The oldest first. */
  readonly samples: readonly UsageSample[];
  /** For each address in use: since when it has been in use. */
  readonly ages: readonly Instant[];
}

/**
 * The forecast; undefined if the free addresses do not become fewer, if they last for over ten years, or if it is too
 * early to know.
 * If the samples cover a day or more, the pace comes from them. Otherwise it comes from the ages of the addresses in
 * use. Addresses that Services gave back have no age, so this pace may be too high. Addresses of the first day are
 * ignored, because a new cluster gets many at once.
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

/**
 * The last sample from before `mostDays` ago, with its time moved to `mostDays` ago. If there is no such sample, the
 * first sample. Undefined if the samples cover less than a day.
 */
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
