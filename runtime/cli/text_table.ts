/**
 * Columns that line up.
 *
 * @module
 */

import { stripVTControlCharacters } from "node:util";

/** Two blanks between columns; the last one is as wide as it likes. */
export function textTable(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => widths[column] = Math.max(widths[column] ?? 0, width(cell)));
  }
  return rows.map((row) => {
    const cells = row.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - width(cell)));
    return cells.join("  ").trimEnd();
  });
}

/** Colors take no room. */
function width(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}
