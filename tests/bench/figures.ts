/**
 * One row of a table of measurements, printed alike by every benchmark.
 */

/** @param bar the most that the median may be, in milliseconds; absent: the figure is for information */
export function figures(name: string, samples: readonly number[], bar?: number): boolean {
  const sorted = samples.toSorted((one, other) => one - other);
  const [min, median, p99] = [0, 0.5, 0.99].map((share) => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN);
  const met = bar === undefined || (median ?? NaN) <= bar;
  const cells = [
    name.padEnd(44),
    String(sorted.length).padStart(5),
    ...[min, median, p99, bar].map((value) => (value === undefined ? "" : value.toFixed(1)).padStart(9)),
    bar === undefined ? "" : met ? "ok" : "MISSED",
  ];
  print(cells);
  return met;
}

/** The line above the rows; all times are in milliseconds. */
export function figuresHeader(title: string): void {
  print([title.padEnd(44), "runs".padStart(5), ...["min", "median", "p99", "bar"].map((each) => each.padStart(9))]);
}

function print(cells: readonly string[]): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${cells.join("  ").trimEnd()}\n`));
}
