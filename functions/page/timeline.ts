/**
 * The page's timeline, made from the entries of the history. Takeovers from one node share a row if they begin within
 * ten seconds. The same is true of planned moves away from one node.
 *
 * @module
 */

import type { Happening, HistoryEntry } from "../model/history/entry.ts";
import { compare } from "../model/order.ts";
import type { TimelineRow } from "./page_state.ts";

/** An entry joins a row if it comes within this time of the row's first entry. */
const togetherMs = 10_000;

const mostRows = 100;
const mostExamples = 5;
const mostNodes = 20;

/** The rows, the latest first. The order of the entries does not matter, except among entries of the same time. */
export function timelineOf(entries: readonly HistoryEntry[]): readonly TimelineRow[] {
  const rows: TimelineRow[] = [];
  for (const entry of entries.toSorted((one, other) => one.at - other.at)) {
    const at = rows.findLastIndex((row) => belongs(row, entry));
    const before = rows[at];
    if (before === undefined) rows.push(rowOf(entry, rows.length));
    else rows[at] = grown(before, entry);
  }
  return rows.toSorted((one, other) => other.at - one.at).slice(0, mostRows);
}

function belongs({ what, from, at }: TimelineRow, entry: HistoryEntry): boolean {
  return what === entry.what && from !== undefined && from === entry.from && Math.abs(entry.at - at) <= togetherMs;
}

function rowOf({ at, what, from, to, silentMs, nodes, subjects, note }: HistoryEntry, index: number): TimelineRow {
  return {
    key: `${at} ${what} ${from ?? subjects[0]} ${index}`,
    at,
    what,
    subjects: subjects.slice(0, mostExamples),
    count: subjects.length,
    ...(from !== undefined && { from }),
    ...(nodes !== undefined && { nodes: nodes.slice(0, mostNodes), nodeCount: nodes.length }),
    ...(silentMs !== undefined && { silentMs }),
    to: to === undefined ? [] : [{ node: to, addresses: subjects.length }],
    ...(note !== undefined && { note }),
  };
}

function grown(row: TimelineRow, { to, silentMs, subjects }: HistoryEntry): TimelineRow {
  const longest = Math.max(row.silentMs ?? -1, silentMs ?? -1);
  const others = row.to.filter(({ node }) => node !== to);
  const addresses = (row.to.find(({ node }) => node === to)?.addresses ?? 0) + subjects.length;
  return {
    ...row,
    subjects: [...row.subjects, ...subjects].slice(0, mostExamples),
    count: row.count + subjects.length,
    ...(longest >= 0 && { silentMs: longest }),
    to: to === undefined
      ? row.to
      : [...others, { node: to, addresses }].sort((one, other) => compare(one.node, other.node)),
  };
}

/** True if addresses moved to another node. */
export function isMove(what: Happening): boolean {
  return what === "takeover" || what === "move";
}
