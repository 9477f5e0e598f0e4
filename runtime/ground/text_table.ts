/**
 * Tables with aligned columns that fit the screen.
 *
 * @module
 */

import { stripVTControlCharacters } from "node:util";
import { oneLine } from "./harmless.ts";
import { sentence, visibleWidth, wrapped } from "./wrap.ts";

/** The limits of a table. */
export interface Fit {
  /** The width in columns; Infinity for no limit. */
  readonly width: number;
  /**
   * Titles of columns that may be left out if the table is too wide, in this order. A line below the table names the
   * columns that were left out.
   */
  readonly spare?: readonly string[];
}

const gap = 2;
/** If the last column would be narrower than this, its cells are printed below the other cells. */
const leastForText = 20;

/**
 * Two blanks separate columns. Cells that are too wide are wrapped between words, the widest columns first. If the
 * table is still too wide, columns are left out. Names and addresses are never broken.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * const rows = [["POOL", "WHY"], ["first", "it has no free address left"]];
 * assert.deepEqual(textTable(rows, { width: 28 }), ["POOL   WHY", "first  it has no free", "       address left"]);
 * ```
 */
export function textTable(
  rows: readonly (readonly string[])[],
  fit: Fit = { width: Infinity },
): readonly string[] {
  const lines = fittedTable(rows, fit);
  const last = lines.at(-1) ?? "";
  return last.startsWith(leftOut) ? [...lines.slice(0, -1), ...sentence(last, fit.width)] : lines;
}

function fittedTable(rows: readonly (readonly string[])[], { width, spare = [] }: Fit): readonly string[] {
  const cells = rows.map((row) => row.map(oneLine));
  const widths = fittedWidths(cells, width);
  if (widths !== undefined) return cells.flatMap((row) => lines(row, widths));
  const [titles = []] = cells;
  const out = spare.find((title) => columnOf(titles, title) >= 0);
  if (out === undefined) return cells.flatMap((row) => stacked(row, width));
  const left = columnOf(titles, out);
  const fewer = fittedTable(cells.map((row) => row.filter((_, index) => index !== left)), { width, spare });
  const last = fewer.at(-1) ?? "";
  return last.startsWith(leftOut)
    ? [...fewer.slice(0, -1), last.replace(leftOut, `${leftOut}${out}, `)]
    : [...fewer, `${leftOut}${out} (-o wide shows all)`];
}

const leftOut = "Left out: ";

function columnOf(titles: readonly string[], title: string): number {
  return titles.findIndex((each) => stripVTControlCharacters(each) === title);
}

/** The widths of the columns; undefined if the table cannot fit. */
function fittedWidths(rows: readonly (readonly string[])[], width: number): readonly number[] | undefined {
  const widths: number[] = [];
  const least: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, visibleWidth(cell));
      least[column] = Math.max(least[column] ?? 0, ...cell.split(/(?<=\S) +/).map(visibleWidth));
    });
  }
  const last = widths.length - 1;
  least[last] = Math.max(least[last] ?? 0, Math.min(widths[last] ?? 0, leastForText));
  let over = sum(widths) + gap * last - width;
  while (over > 0) {
    const widest = widths.map((each, column) => each > (least[column] ?? 0) ? each : 0);
    const column = widest.indexOf(Math.max(...widest));
    if ((widest[column] ?? 0) === 0) return undefined;
    widths[column] = (widths[column] ?? 0) - 1;
    over--;
  }
  return widths;
}

function lines(row: readonly string[], widths: readonly number[]): readonly string[] {
  const columns = row.map((cell, column) => wrapped(cell, widths[column] ?? 0));
  if (columns.every(({ length }) => length === 1)) return [line(row, widths)];
  const height = Math.max(1, ...columns.map(({ length }) => length));
  return Array.from({ length: height }, (_, index) => line(columns.map((column) => column[index] ?? ""), widths));
}

/** One line: each cell is filled up to the width of its column. */
function line(cells: readonly string[], widths: readonly number[]): string {
  let text = "";
  cells.forEach((cell, column) => {
    const isLast = column === cells.length - 1;
    text += isLast ? cell : cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - visibleWidth(cell)) + gap);
  });
  return text.trimEnd();
}

/** A row with its last cell below the other cells. No cell has a column of its own. */
function stacked(row: readonly string[], width: number): readonly string[] {
  const [before, text = ""] = [row.slice(0, -1), row.at(-1)];
  const indent = " ".repeat((/^ */.exec(row[0] ?? "")?.[0].length ?? 0) + 4);
  if (before.length === 0) return wrapped(text, width);
  const below = text === "" ? [] : wrapped(text, width - indent.length).map((line) => indent + line);
  return [...wrapped(before.join(" ".repeat(gap)), width).map((line) => line.trimEnd()), ...below];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
