/**
 * The difference between two states of the page, by rows. If few rows change, the difference is small, even if there
 * are many rows.
 *
 * @module
 */

import type { Instant } from "../model/kubernetes.ts";
import { listDifference } from "../model/list_difference.ts";
import { isRecord } from "../model/shape.ts";
import type { PageState, TableName } from "./page_state.ts";

export interface PageDifference {
  readonly at?: Instant;
  /** By name of the table: its changes; absent: the table is unchanged. */
  readonly tables: { readonly [Name in TableName]?: TableDifference };
}

export interface TableDifference {
  /** Rows that are new or different. */
  readonly put?: readonly Keyed[];
  /** Keys of the rows that are gone. */
  readonly drop?: readonly string[];
}

export function differenceOf(before: PageState, after: PageState): PageDifference {
  const tables = Object.fromEntries(
    tableNames.flatMap((name) => {
      const difference = tableDifference(before[name], after[name]);
      return difference === undefined ? [] : [[name, difference]];
    }),
  );
  return { ...(after.at !== undefined && { at: after.at }), tables };
}

/** The longest table is last, so that the page shows the other tables while it reads this one. */
const tableNames: readonly TableName[] = [
  "pools",
  "nodes",
  "troubles",
  "pending",
  "conflicts",
  "faults",
  "timeline",
  "sessions",
  "addresses",
];

export interface Keyed {
  readonly key: string;
}

function tableDifference(before: readonly Keyed[], after: readonly Keyed[]): TableDifference | undefined {
  // A row that has not changed is mostly the same object, so few rows are compared.
  const { gone, come } = listDifference(before, after);
  const left = new Map(gone.map((row) => [row.key, row]));
  const put = come.filter((row) => {
    const known = left.get(row.key);
    left.delete(row.key);
    return known === undefined || !isSame(known, row);
  });
  const drop = [...left.keys()];
  if (put.length === 0 && drop.length === 0) return undefined;
  return { ...(put.length > 0 && { put }), ...(drop.length > 0 && { drop }) };
}

/** Compares values of rows: plain values, lists and records. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length &&
      one.every((each, index) => isSame(each, other[index]));
  }
  if (!isRecord(one) || !isRecord(other)) return false;
  for (const name in one) if (!isSame(one[name], other[name])) return false;
  for (const name in other) if (!(name in one)) return false;
  return true;
}
