/**
 * The entries of the history of addresses and of sessions with BGP peers. Each entry describes one event, and can be
 * written as a line of text.
 *
 * Why: docs/adr/0030-history-in-a-configmap.md
 *
 * @module
 */

import { toInstant } from "../instant.ts";
import type { Instant, ObjectKey } from "../kubernetes.ts";

/**
 * - `takeover`: a standby took over addresses that the previous holder could not keep, mostly because its node died.
 * - `move`: the plan moved addresses away from a node that could have kept them.
 * - `conflict`: another host, or a node without the right to do so, answers for an address; `conflict-over`: this is
 * no longer so.
 * - `exhausted`: a Service found no free address; `exhausted-over`: this is no longer so, e.g. the Service now has an
 * address.
 * - `session-up`: nodes have a session with a BGP peer again, or for the first time; `session-down`: nodes have no
 * session with it any more.
 */
export const happenings = [
  "takeover",
  "move",
  "conflict",
  "conflict-over",
  "exhausted",
  "exhausted-over",
  "session-up",
  "session-down",
] as const;

export type Happening = typeof happenings[number];

export interface HistoryEntry {
  readonly at: Instant;
  readonly what: Happening;
  /** The two nodes of a move or takeover. */
  readonly from?: string;
  readonly to?: string;
  /**
   * An upper bound of the time without an answer, in milliseconds; absent: there was no such time, or it is not known.
   */
  readonly silentMs?: number;
  /** The nodes of a `session-up` or `session-down`, at least one. */
  readonly nodes?: readonly string[];
  /**
   * The addresses; for `exhausted` and `exhausted-over`, the keys of the Services; for `session-up` and `session-down`,
   * the name of the BGPPeer. At least one.
   */
  readonly subjects: readonly ObjectKey[];
  /**
   * The message of the condition `Conflict`: it names the other host or node, and with some reasons also the link. For
   * `session-down`: the cause, if it is known.
   */
  readonly note?: string;
}

/** The note is the rest of the line. So an entry with a note has only one subject. */
const noted: readonly string[] = ["conflict", "session-down"];

const ofSessions: readonly string[] = ["session-up", "session-down"];

/**
 * The entry as one line, without the line end. Blanks separate the fields; `-` marks an absent field. Names of
 * several nodes are in the third field, separated by commas.
 *
 * ```ts
 * import { entryFrom, lineOf } from "./entry.ts";
 * import assert from "node:assert/strict";
 * const entry = { at: 1795341600123, what: "takeover", from: "a", to: "b", silentMs: 180, subjects: ["192.0.2.1"] } as const;
 * assert.equal(lineOf(entry), "2026-11-22T10:00:00.123Z takeover a b 180 192.0.2.1");
 * assert.deepEqual(entryFrom(lineOf(entry)), entry);
 * ```
 */
export function lineOf({ at, what, from, to, silentMs, nodes, subjects, note }: HistoryEntry): string {
  const rest = noted.includes(what) ? [subjects[0] ?? "-", oneLine(note ?? "")] : subjects;
  return [new Date(at).toISOString(), what, nodes?.join() ?? from ?? "-", to ?? "-", silentMs ?? "-", ...rest].join(" ")
    .trim();
}

/**
 * Reads a line. Undefined if it is no entry that this release knows: a later release or another program may have
 * written it.
 */
export function entryFrom(line: string): HistoryEntry | undefined {
  const [time, word, from = "-", to = "-", silence = "-", ...rest] = line.split(" ");
  const at = toInstant(time);
  const what = happenings.find((each) => each === word);
  if (at === undefined || what === undefined || rest.length === 0) return undefined;
  const silentMs = /^\d+$/.test(silence) ? Number(silence) : undefined;
  const [first = "", ...words] = rest;
  const note = words.join(" ");
  const isNoted = noted.includes(what);
  const isOfSessions = ofSessions.includes(what);
  return {
    at,
    what,
    ...(from !== "-" && (isOfSessions ? { nodes: from.split(",") } : { from })),
    ...(to !== "-" && { to }),
    ...(silentMs !== undefined && { silentMs }),
    subjects: isNoted ? [first] : rest,
    ...(isNoted && note !== "" && { note }),
  };
}

/** The note in the form that a line keeps. So an entry in memory is the same as after a restart. */
export function noteOf(text: string | undefined): Pick<HistoryEntry, "note"> {
  const note = oneLine(text ?? "");
  return note === "" ? {} : { note };
}

/** A message may quote text that a user wrote, so line breaks are possible in it. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, longestNote).trim();
}

const longestNote = 200;
