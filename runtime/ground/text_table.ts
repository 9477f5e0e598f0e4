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
/**
 * The last column is not wrapped to less than this. If the table then is too wide, even without the spare columns, the
 * cells of the last column are printed below the other cells.
 */
const leastForText = 20;

/**
 * Two blanks separate columns. Cells that are too wide are wrapped between words, the widest columns first. If the
 * table is still too wide, the spare columns are left out. Names and addresses are never broken.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * const rows = [["POOL", "WHY"], ["first", "it has no free address left"]];
 * assert.deepEqual(textTable(rows, { width: 28 }), ["POOL   WHY", "first  it has no free", "       address left"]);
 * ```
 */
export function textTable(
  rows: readonly (readonly string[])[],
  { width, spare = [] }: Fit = { width: Infinity },
): readonly string[] {
  const cells = rows.map((row) => row.map(oneLine));
  const { shown, widths, leftOut } = fitted(columnsOf(cells), { width, spare });
  const kept = new Set(shown.map(({ index }) => index));
  const narrower = leftOut.length === 0 ? cells : cells.map((row) => row.filter((_, index) => kept.has(index)));
  return [
    ...narrower.flatMap((row) => widths === undefined ? stacked(row, width) : lines(row, widths)),
    ...leftOut.length === 0 ? [] : sentence(`Left out: ${leftOut.join(", ")} (-o wide shows all)`, width),
  ];
}

interface Column {
  readonly index: number;
  readonly title: string;
  /** The width of the widest cell. */
  readonly width: number;
  /** The width of the widest word or name, which is never broken. */
  readonly least: number;
}

function columnsOf(rows: readonly (readonly string[])[]): readonly Column[] {
  const [titles = []] = rows;
  const widths: number[] = [];
  const least: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      const width = visibleWidth(cell);
      if (width > (widths[index] ?? -1)) widths[index] = width;
      // A cell has no wider word than itself.
      if (width <= (least[index] ?? -1)) return;
      least[index] = Math.max(least[index] ?? 0, ...cell.split(/(?<=\S) +/).map(visibleWidth));
    });
  }
  return widths.map((width, index) => {
    const title = stripVTControlCharacters(titles[index] ?? "");
    return { index, title, width, least: least[index] ?? 0 };
  });
}

interface Fitted {
  readonly shown: readonly Column[];
  /** The widths of these columns; undefined if the table cannot fit. */
  readonly widths: readonly number[] | undefined;
  /** The titles of the columns that are left out. */
  readonly leftOut: readonly string[];
}

/** Leaves out spare columns, one after the other, until the table fits. */
function fitted(columns: readonly Column[], { width, spare = [] }: Fit): Fitted {
  const leftOut: string[] = [];
  let shown = columns;
  let widths = fittedWidths(shown, width);
  for (const out of spare) {
    if (widths !== undefined) break;
    if (!shown.some(({ title }) => title === out)) continue;
    leftOut.push(out);
    shown = shown.filter(({ title }) => title !== out);
    widths = fittedWidths(shown, width);
  }
  return { shown, widths, leftOut };
}

/** The widths of the columns; undefined if the table cannot fit. */
function fittedWidths(columns: readonly Column[], width: number): readonly number[] | undefined {
  const widths = columns.map((column) => column.width);
  const last = columns.length - 1;
  const least = columns.map((column, index) =>
    index === last ? Math.max(column.least, Math.min(column.width, leastForText)) : column.least
  );
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

/** A row with its last cell below the other cells. The cells do not line up with those of other rows. */
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
