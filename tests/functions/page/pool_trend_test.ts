import assert from "node:assert/strict";
import { poolTrend, type UsageSample } from "../../../functions/page/pool_trend.ts";

const day = 86_400_000;
const now = Date.parse("2026-11-23T10:00:00Z");

interface Row {
  readonly name: string;
  readonly assigned?: number;
  readonly available?: number;
  /** The samples: how many days ago, and the number of addresses. */
  readonly seen?: readonly (readonly [daysAgo: number, assigned: number])[];
  /** Ages of the addresses in use, in days. */
  readonly ages?: readonly number[];
  /** How many addresses a day, and in how many days the pool is full; undefined: no trend. */
  readonly expect: readonly [perDay: number, daysUntilFull: number] | undefined;
}

const rows: readonly Row[] = [
  { name: "seen for a week", seen: [[7, 6], [1, 12]], expect: [2, 10] },
  { name: "seen for longer: only the last week counts", seen: [[30, 0], [8, 13], [1, 19]], expect: [1, 20] },
  { name: "seen for two days", seen: [[2, 10]], expect: [5, 4] },
  { name: "no trend if the number is unchanged", seen: [[7, 20]], expect: undefined },
  { name: "fewer than before", seen: [[7, 30]], expect: undefined },
  { name: "no trend if it is too slow to matter", seen: [[7, 19]], available: 1_000_000, expect: undefined },
  { name: "full", seen: [[7, 13]], available: 0, expect: [1, 0] },
  {
    name: "after a start, the ages of the addresses give the trend",
    ages: [30, 20, 10, 3, 2, 1],
    assigned: 6,
    available: 30,
    expect: [0.4, 70],
  },
  {
    name: "an hour after a start, the ages still give the trend",
    seen: [[0.04, 1]],
    ages: [30, 1],
    assigned: 2,
    expect: [0.1, 140],
  },
  { name: "no trend if all addresses have the same age", ages: Array.from({ length: 20 }, () => 5), expect: undefined },
  { name: "set up today", ages: [0.5, 0.4], assigned: 2, expect: undefined },
  { name: "empty", assigned: 0, expect: undefined },
];

for (const { name, assigned = 20, available = 20, seen = [], ages = [], expect } of rows) {
  Deno.test(`trend of a pool: ${name}`, () => {
    const samples = seen.map(([daysAgo, assigned]): UsageSample => ({ at: now - daysAgo * day, assigned }));
    const past = { samples, ages: ages.map((days) => now - days * day) };
    const trend = poolTrend({ family: "IPv4", assigned, available }, past, now);
    assert.deepEqual(trend === undefined ? undefined : [trend.perDay, Math.round(trend.daysUntilFull)], expect);
  });
}
