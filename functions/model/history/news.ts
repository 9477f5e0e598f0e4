/**
 * Finds the events since the last pass, even if no controller ran in between.
 *
 * Why times are by the controller's clock: docs/adr/0032-no-two-clocks.md
 *
 * @module
 */

import { conditionOf } from "../conditions.ts";
import type { VirtualIP } from "../crds.ts";
import { instantUntilSeen, ownInstant } from "../first_seen.ts";
import type { Instant } from "../kubernetes.ts";
import { listDifference } from "../list_difference.ts";
import { compare } from "../order.ts";
import type { Desired } from "../reporting/desired.ts";
import { type HistoryEntry, noteOf } from "./entry.ts";
import { type Move, movesBetween, moveTo } from "./moves.ts";
import type { Past } from "./past.ts";
import { type SessionLook, sessionNews, type SessionsBefore } from "./sessions.ts";

/** The observations of one pass. */
export interface Look {
  readonly now: Instant;
  /** The VirtualIPs and sessions of the pass before; undefined: this is the first pass of a controller. */
  readonly before: { readonly virtualIPs: readonly VirtualIP[]; readonly sessions: SessionsBefore } | undefined;
  readonly virtualIPs: readonly VirtualIP[];
  readonly sessions: SessionLook;
  readonly allocations: Desired["allocations"];
}

/**
 * The new entries, the oldest first, each in the form that a line keeps. Moves of one kind, between the same two nodes
 * and within a second, become one entry.
 */
export function newsOf(past: Past, look: Look): readonly HistoryEntry[] {
  const { before, virtualIPs, sessions, now } = look;
  const moves = before === undefined ? missedMoves(past, virtualIPs) : movesBetween(before.virtualIPs, virtualIPs);
  return [
    ...entriesOf(moves),
    ...conflictsOf(past, look),
    ...exhaustionOf(past, look),
    ...sessionNews(before?.sessions ?? past.sessions, sessions, now),
  ].toSorted((one, other) => one.at - other.at).map(inWholeMilliseconds);
}

/** A line keeps whole milliseconds only. So an entry in memory is the same as on a standby, and as after a restart. */
function inWholeMilliseconds(entry: HistoryEntry): HistoryEntry {
  return { ...entry, at: Math.floor(entry.at) };
}

/**
 * The moves from before this controller started. After a takeover, the status names the dead node. For any other move,
 * the history names the node that had the address. The node that wrote the time may have a wrong clock. So a move never
 * gets a time before the last entry or after this controller's first look.
 */
function missedMoves({ holders, until }: Past, virtualIPs: readonly VirtualIP[]): readonly Move[] {
  if (until === -Infinity) return [];
  return virtualIPs.flatMap((each) => {
    const { spec: { address }, metadata, status } = each;
    const known = holders.get(address);
    const from = status?.takenFrom ?? known?.node;
    if (from === undefined || from === status?.node) return [];
    const since = instantUntilSeen(metadata, "since", status?.since) ?? -Infinity;
    if (known === undefined ? since <= until : known.node === status?.node && known.from === from) return [];
    return moveTo(each, from, Math.max(until, since), status?.takenFrom === undefined);
  });
}

function entriesOf(moves: readonly Move[]): readonly HistoryEntry[] {
  const sorted = moves.toSorted((one, other) => one.at - other.at || compare(one.address, other.address));
  const open = new Map<string, { at: Instant; silentMs: number; subjects: string[]; entry: HistoryEntry }>();
  const all: HistoryEntry[] = [];
  const close = (key: string): void => {
    const group = open.get(key);
    if (group === undefined) return;
    const { entry, silentMs, subjects } = group;
    all.push({ ...entry, ...(silentMs >= 0 && { silentMs }), subjects });
    open.delete(key);
  };
  for (const { address, from, to, at, silentMs = -1, planned } of sorted) {
    const key = `${from} ${to} ${planned}`;
    const group = open.get(key);
    if (group !== undefined && at - group.at < togetherMs) {
      group.subjects.push(address);
      group.silentMs = Math.max(group.silentMs, silentMs);
      continue;
    }
    close(key);
    const entry = { at, what: planned ? "move" : "takeover", from, to, subjects: [] } as const;
    open.set(key, { at, silentMs, subjects: [address], entry });
  }
  for (const key of open.keys()) close(key);
  return all;
}

const togetherMs = 1_000;

function conflictsOf({ conflicts, until }: Past, { now, before, virtualIPs }: Look): readonly HistoryEntry[] {
  const { gone, come } = before === undefined
    ? { gone: [], come: virtualIPs }
    : listDifference(before.virtualIPs, virtualIPs);
  const entries: HistoryEntry[] = [];
  const touched = new Set(before === undefined ? conflicts : gone.map(({ spec: { address } }) => address));
  const present = new Set<string>();
  for (const { spec: { address }, metadata, status } of come) {
    const condition = conditionOf(status?.conditions, "Conflict");
    touched.add(address);
    if (condition?.status !== "True") continue;
    present.add(address);
    if (conflicts.has(address)) continue;
    const text = condition.lastTransitionTime;
    const at = before === undefined
      ? Math.max(until, instantUntilSeen(metadata, "conflict", text) ?? now)
      : ownInstant(metadata, "conflict", text) ?? now;
    entries.push({ at, what: "conflict", subjects: [address], ...noteOf(condition.message) });
  }
  const over = [...conflicts].filter((address) => touched.has(address) && !present.has(address));
  return over.length === 0 ? entries : [...entries, { at: now, what: "conflict-over", subjects: over }];
}

function exhaustionOf({ exhausted }: Past, { now, allocations }: Look): readonly HistoryEntry[] {
  const present = allocations.filter(({ verdict }) => verdict.reason === "PoolExhausted").map(({ service }) => service);
  if (present.length === 0 && exhausted.size === 0) return [];
  const news = present.filter((service) => !exhausted.has(service));
  const still = new Set(present);
  const over = [...exhausted].filter((service) => !still.has(service));
  return [
    ...(news.length === 0 ? [] : [{ at: now, what: "exhausted", subjects: news } as const]),
    ...(over.length === 0 ? [] : [{ at: now, what: "exhausted-over", subjects: over } as const]),
  ];
}
