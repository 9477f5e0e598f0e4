/**
 * A history as text, with the latest entry last, next to the prompt.
 *
 * @module
 */

import type { Happening, HistoryEntry } from "../../../functions/model/history/entry.ts";
import { bold, green, red } from "../../ground/terminal.ts";
import { textTable } from "../../ground/text_table.ts";
import { sentence } from "../../ground/wrap.ts";

const mostSubjects = 4;

/** The subject of a question. */
export interface Asked {
  /** The subject's name in the answer, e.g. `Service shop/web`. */
  readonly name: string;
  /** Addresses and Services: an entry is about the subject if it names one of them. */
  readonly words: readonly string[];
  readonly isPeer: boolean;
}

/** Lines for standard error: what is missing in the history. */
export function unreadEntries(count: number): readonly string[] {
  if (count === 0) return [];
  const lines = count === 1 ? "1 line of the history is no entry" : `${count} lines of the history are no entries`;
  return [`${lines} that this release knows, and ${count === 1 ? "is" : "are"} left out`];
}

/**
 * @param asked the subject of the question; undefined: the question is about the whole history
 * @param width how wide the table may be, in columns
 */
export function historyText(
  entries: readonly HistoryEntry[],
  asked: Asked | undefined,
  width: number,
): readonly string[] {
  if (entries.length === 0) {
    return sentence(`Nothing is recorded${asked === undefined ? "" : ` of ${asked.name}`}.`, width);
  }
  const header = ["TIME", "WHAT", "OF", "FROM", "TO", "SILENT", "NOTE"].map(bold);
  return textTable([header, ...entries.map((entry) => cells(entry, asked))], {
    width,
    // An answer about a peer keeps the column NOTE, which says why a session ended.
    spare: asked?.isPeer === true ? ["SILENT"] : ["SILENT", "NOTE"],
  });
}

const words: Readonly<Record<Happening, string>> = {
  takeover: red("taken over"),
  move: "moved",
  conflict: red("conflict"),
  "conflict-over": green("conflict over"),
  exhausted: red("no free address"),
  "exhausted-over": green("free address found"),
  "session-up": green("session up"),
  "session-down": red("session down"),
};

function cells(
  { at, what, from, to, silentMs, nodes = [], subjects, note }: HistoryEntry,
  asked: Asked | undefined,
): readonly string[] {
  return [
    new Date(at).toISOString().replace(/\.\d+Z$/, "Z"),
    words[what],
    someOf(subjects, asked?.words ?? []),
    from ?? (what === "session-down" ? firstOf(nodes) : "-"),
    to ?? (what === "session-up" ? firstOf(nodes) : "-"),
    silentMs === undefined ? "-" : `${(silentMs / 1000).toFixed(2)} s`,
    note ?? "",
  ];
}

/**
 * The first few of the subjects that the question is about. If it is about none of them, the first few of all subjects.
 */
function someOf(subjects: readonly string[], asked: readonly string[]): string {
  const meant = subjects.filter((each) => asked.includes(each));
  const shown = meant.length === 0 ? subjects : meant;
  return firstOf(shown);
}

function firstOf(names: readonly string[]): string {
  const first = names.slice(0, mostSubjects).join(", ");
  return names.length > mostSubjects ? `${first} and ${names.length - mostSubjects} more` : first;
}
