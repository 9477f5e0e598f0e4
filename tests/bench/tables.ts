/** Prints tables of measurements. */

import type { Line, Table } from "./line.ts";
import { figures, figuresHeader } from "./figures.ts";
import { percentile } from "./percentile.ts";

export async function printTables(tables: AsyncIterable<Table>): Promise<void> {
  for await (const { title, lines } of tables) {
    figuresHeader(title);
    lines.forEach(printLine);
  }
}

/** The first row shows the limit of the median. Limits of the p99 and of the maximum have rows of their own. */
function printLine({ name, samples, bar = {} }: Line): void {
  figures(name, samples, bar.median);
  if (bar.p99 !== undefined) figures("  its p99", [percentile(samples, 99)], bar.p99);
  if (bar.max !== undefined) figures("  the most", [percentile(samples, 100)], bar.max);
}
