import assert from "node:assert/strict";
import { rowOf } from "./figures.ts";
import { median, percentile } from "./percentile.ts";

/** The samples 1 to `count`, in another order. */
function samplesTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => (index * 7) % count + 1);
}

const rows = [
  { runs: 1, least: 1, middle: 1, p90: 1, p99: 1 },
  { runs: 2, least: 1, middle: 1, p90: 2, p99: 2 },
  { runs: 3, least: 1, middle: 2, p90: 3, p99: 3 },
  { runs: 10, least: 1, middle: 5, p90: 9, p99: 10 },
  { runs: 11, least: 1, middle: 6, p90: 10, p99: 11 },
  { runs: 99, least: 1, middle: 50, p90: 90, p99: 99 },
  { runs: 100, least: 1, middle: 50, p90: 90, p99: 99 },
  { runs: 101, least: 1, middle: 51, p90: 91, p99: 100 },
  { runs: 200, least: 1, middle: 100, p90: 180, p99: 198 },
];

Deno.test.each(rows)("percentiles of $runs runs are by the nearest rank, also in a row of a table", (
  { runs, least, middle, p90, p99 },
) => {
  const samples = samplesTo(runs);
  assert.deepEqual(
    samples.toSorted((one, other) => one - other),
    Array.from({ length: runs }, (_, index) => index + 1),
  );
  const found = [0, 90, 99, 100].map((percent) => percentile(samples, percent));
  assert.deepEqual([...found, median(samples)], [least, p90, p99, runs, middle]);
  const shown = rowOf("a row", samples).cells.map((cell) => cell.trim());
  assert.deepEqual(shown.slice(1, 5), [`${runs}`, ...[least, middle, p99].map((value) => value.toFixed(1))]);
});

Deno.test("without runs there is no percentile, and no bar is met", () => {
  assert.deepEqual([percentile([], 99), median([])], [NaN, NaN]);
  assert.equal(rowOf("a row", [], 100).isMet, false);
});
