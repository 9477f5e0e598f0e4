/**
 * The ConfigMap that stores a history. Each write adds a key with new lines. If there is no room, it also removes
 * the oldest keys.
 *
 * Why: docs/adr/0030-history-in-a-configmap.md
 *
 * @module
 */

import type { ConfigMap, Instant } from "../kubernetes.ts";
import { entryFrom, type HistoryEntry, lineOf } from "./entry.ts";

/** The name of the ConfigMap; it is in the namespace of the configuration. */
export const historyName = "arpeggio-history";

/** The limit for all lines together, in characters. */
export const mostCharacters = 128 * 1024;

/**
 * The greatest number of subjects or nodes in a line. An entry with more becomes several lines: a takeover may concern
 * thousands of addresses.
 */
const mostSubjects = 500;

export type Pages = Readonly<Record<string, string>>;

/** The entries of a ConfigMap, the oldest first. Lines that cannot be read are skipped; see `unreadLinesIn`. */
export function entriesIn(configMap: ConfigMap | undefined): readonly HistoryEntry[] {
  const parts = linesIn(configMap).flatMap((line) => entryFrom(line) ?? []);
  return joined(parts).toSorted((one, other) => one.at - other.at);
}

/** The number of lines that this release cannot read. */
export function unreadLinesIn(configMap: ConfigMap | undefined): number {
  return linesIn(configMap).filter((line) => line.trim() !== "" && entryFrom(line) === undefined).length;
}

function linesIn(configMap: ConfigMap | undefined): readonly string[] {
  const pages = Object.entries(configMap?.data ?? {}).toSorted(([one], [other]) => one < other ? -1 : 1);
  return pages.flatMap(([, text]) => text.split("\n"));
}

/**
 * The change for new entries, as a merge patch of `data`: adds one page, and removes old pages for which there is no
 * room.
 */
export function pagesWith(
  pages: Pages,
  news: readonly HistoryEntry[],
  now: Instant,
): Readonly<Record<string, string | null>> {
  const text = shortenedTo(mostCharacters, news.flatMap(divided).map((entry) => `${lineOf(entry)}\n`));
  const oldestFirst = Object.keys(pages).toSorted();
  let size = Object.values(pages).reduce((sum, page) => sum + page.length, text.length);
  const gone: string[] = [];
  for (const key of oldestFirst) {
    if (size <= mostCharacters) break;
    size -= pages[key]?.length ?? 0;
    gone.push(key);
  }
  return { ...Object.fromEntries(gone.map((key) => [key, null])), [keyAfter(oldestFirst.at(-1) ?? "", now)]: text };
}

/** The pages after the patch. */
export function patchedPages(pages: Pages, patch: Readonly<Record<string, string | null>>): Pages {
  return Object.fromEntries(
    Object.entries({ ...pages, ...patch }).flatMap(([key, text]) => text === null ? [] : [[key, text]]),
  );
}

/** A key that sorts after the last one. So no key is used twice, even if the clock was set back. */
function keyAfter(last: string, now: Instant): string {
  const key = new Date(now).toISOString().replace(/[-:]/g, "");
  return key > last ? key : `${last}-`;
}

/** The field whose names `divided` distributes over lines. */
function dividedField({ nodes }: HistoryEntry): "nodes" | "subjects" {
  return nodes === undefined ? "subjects" : "nodes";
}

function divided(entry: HistoryEntry): readonly HistoryEntry[] {
  const field = dividedField(entry);
  const all = entry[field] ?? [];
  const count = Math.ceil(all.length / mostSubjects);
  if (count <= 1) return [entry];
  return Array.from({ length: count }, (_, index) => ({
    ...entry,
    [field]: all.slice(index * mostSubjects, (index + 1) * mostSubjects),
  }));
}

/** Joins the parts that `divided` made of one entry. */
function joined(parts: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  for (const part of parts) {
    const field = dividedField(part);
    const before = entries.at(-1);
    const isFull = before !== undefined && (before[field]?.length ?? 0) % mostSubjects === 0;
    if (before === undefined || !isFull || headOf(before) !== headOf(part)) entries.push(part);
    else entries[entries.length - 1] = { ...part, [field]: [...before[field] ?? [], ...part[field] ?? []] };
  }
  return entries;
}

/** The line of an entry without the names that `divided` distributes. */
function headOf(entry: HistoryEntry): string {
  return lineOf({ ...entry, [dividedField(entry)]: [""] });
}

/** The last lines, as many as fit into `most` characters. */
function shortenedTo(most: number, lines: readonly string[]): string {
  let [size, from] = [0, lines.length];
  while (from > 0 && size + (lines[from - 1]?.length ?? 0) <= most) {
    from--;
    size += lines[from]?.length ?? 0;
  }
  return lines.slice(from).join("");
}
