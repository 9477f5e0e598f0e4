/** Prints tables of measurements. Only `wire` and the neighbor states of `load_sharing` have formats of their own. */

import { median, percentile } from "./percentile.ts";

/** The limits of the median, and a figure for comparison. */
export interface Bar {
  readonly atMost?: number;
  readonly atLeast?: number;
  /** The figure of another program, e.g. `MetalLB 21`. */
  readonly compared?: string;
}

/**
 * Prints one row. Returns false if the median misses the bar.
 *
 * @param bar a number: the upper limit of the median, in the unit of the samples; absent: there is no limit
 */
export function figures(name: string, samples: readonly number[], bar: number | Bar = {}): boolean {
  const { cells, isMet } = rowOf(name, samples, bar);
  print(cells);
  return isMet;
}

/** The cells of one row, and whether the median meets the bar. */
export function rowOf(
  name: string,
  samples: readonly number[],
  bar: number | Bar = {},
): { readonly cells: readonly string[]; readonly isMet: boolean } {
  const { atMost, atLeast, compared = "" } = typeof bar === "number" ? { atMost: bar } : bar;
  const middle = median(samples);
  const isMet = middle <= (atMost ?? Infinity) && middle >= (atLeast ?? -Infinity);
  const hasBar = atMost !== undefined || atLeast !== undefined;
  const cells = [
    name.padEnd(44),
    String(samples.length).padStart(5),
    ...[percentile(samples, 0), middle, percentile(samples, 99)].map((value) => text(value).padStart(9)),
    (atLeast === undefined ? text(atMost) : `>=${text(atLeast)}`).padStart(9),
    (hasBar ? isMet ? "ok" : "MISSED" : "").padEnd(6),
    compared,
  ];
  return { cells, isMet: !hasBar || isMet };
}

function text(value: number | undefined): string {
  return value === undefined ? "" : value.toFixed(1);
}

/** Prints the head of a table. Times are in milliseconds unless the row names another unit. */
export function figuresHeader(title: string): void {
  print([title.padEnd(44), "runs".padStart(5), ...["min", "median", "p99", "bar"].map((each) => each.padStart(9))]);
}

function print(cells: readonly string[]): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${cells.join("  ").trimEnd()}\n`));
}
