/**
 * A history as text, with the latest entry last, next to the prompt.
 *
 * @module
 */

import type { Happening, HistoryEntry } from "../../../functions/model/history/entry.ts";
import { bold, green, red } from "../../ground/terminal.ts";
import { textTable } from "../../ground/text_table.ts";

const mostSubjects = 4;

/**
 * @param what the subject of the question; undefined: all
 * @param width how wide the table may be, in columns
 */
export function historyText(
  entries: readonly HistoryEntry[],
  what: string | undefined,
  width: number,
): readonly string[] {
  if (entries.length === 0) return [`Nothing is recorded${what === undefined ? "" : ` of ${what}`}.`];
  const header = ["TIME", "WHAT", "OF", "FROM", "TO", "SILENT", "NOTE"].map(bold);
  return textTable([header, ...entries.map((entry) => cells(entry, what))], { width, spare: ["SILENT", "NOTE"] });
}

const words: Readonly<Record<Happening, string>> = {
  takeover: red("taken over"),
  move: "moved",
  conflict: red("conflict"),
  "conflict-over": green("conflict over"),
  exhausted: red("no free address"),
  "exhausted-over": green("free address found"),
};

function cells(
  { at, what, from, to, silentMs, subjects, note }: HistoryEntry,
  asked: string | undefined,
): readonly string[] {
  return [
    new Date(at).toISOString().replace(/\.\d+Z$/, "Z"),
    words[what],
    someOf(subjects, asked),
    from ?? "-",
    to ?? "-",
    silentMs === undefined ? "-" : `${(silentMs / 1000).toFixed(2)} s`,
    note ?? "",
  ];
}

/** The subject of the question if it is among these, or else the first few subjects. */
function someOf(subjects: readonly string[], asked: string | undefined): string {
  if (asked !== undefined && subjects.includes(asked)) return asked;
  const first = subjects.slice(0, mostSubjects).join(", ");
  return subjects.length > mostSubjects ? `${first} and ${subjects.length - mostSubjects} more` : first;
}
