/**
 * What is remembered of a peer from one heartbeat to the next.
 *
 * @module
 */

import type { Heartbeat, HoldingEntry, HoldingsPart } from "./heartbeat.ts";
import type { Instant } from "../kubernetes.ts";

export interface PeerRecord {
  /** The incarnation whose beats are fresh; 0 before the first. */
  readonly incarnation: number;
  /** The last incarnation heard at all, fresh or not: what is echoed, so that its beats can become fresh. */
  readonly lastIncarnation: number;
  /** Incarnations that are over; a recording of theirs is never believed again. */
  readonly retired: readonly number[];
  readonly state: Heartbeat["state"];
  /** The last sequence on each network, by this node's link. */
  readonly sequences: Readonly<Record<string, number>>;
  /** The last fresh beat on each network. */
  readonly heardAt: Readonly<Record<string, Instant>>;
  readonly macs: Readonly<Record<string, string>>;
  /** The version of its holdings that is known here; 0: none of this incarnation. */
  readonly version: number;
  readonly collecting?: { readonly version: number; readonly parts: ReadonlyMap<number, HoldingsPart> };
  readonly claims: ReadonlyMap<string, number>;
  readonly declines: ReadonlySet<string>;
  /** The addresses that it asks for in vain. */
  readonly misses: ReadonlySet<string>;
  /** The version of this node's holdings that the peer says it knows. */
  readonly knows: number;
}

export const unheard: PeerRecord = {
  incarnation: 0,
  lastIncarnation: 0,
  retired: [],
  state: "running",
  sequences: {},
  heardAt: {},
  macs: {},
  version: 0,
  claims: new Map(),
  declines: new Set(),
  misses: new Set(),
  knows: 0,
};

/** What is kept of a node that is no peer any more: as much as it takes not to believe a recording when it is one again. */
export function gone({ incarnation, lastIncarnation, retired, sequences }: PeerRecord): PeerRecord {
  return { ...unheard, incarnation, lastIncarnation, retired, sequences };
}

/** What is kept of a node that is down: it holds nothing any more, whatever it said last. */
export function fallen(record: PeerRecord): PeerRecord {
  return record.version === 0 && record.claims.size === 0 && record.declines.size === 0
    ? record
    : { ...record, version: 0, claims: new Map(), declines: new Set(), misses: new Set() };
}

const retiredKept = 1_024;

/** Who hears it, when, and on which link. */
export interface Hearing {
  readonly incarnation: number;
  readonly now: Instant;
  readonly link: string;
}

/**
 * A heartbeat has come. One that does not echo this node's incarnation is no sign of life: it may be a recording. It only tells
 * which incarnation to echo.
 */
export function hear(record: PeerRecord, beat: Heartbeat, hearing: Hearing): PeerRecord {
  if (beat.incarnation === 0 || record.retired.includes(beat.incarnation)) return record;
  const noted = { ...record, lastIncarnation: beat.incarnation };
  if (beat.echo !== hearing.incarnation) return noted;
  const current = beat.incarnation === record.incarnation ? noted : succeeded(noted, beat.incarnation);
  const last = current.sequences[hearing.link] ?? -1;
  if (beat.sequence <= last) return record;
  const heard = {
    ...current,
    state: beat.state,
    sequences: { ...current.sequences, [hearing.link]: beat.sequence },
    heardAt: { ...current.heardAt, [hearing.link]: hearing.now },
    macs: { ...current.macs, [hearing.link]: beat.mac },
    knows: beat.knownVersion,
  };
  // What an announcer held before it stopped counts until it runs again and says what it holds now.
  return beat.holdings === undefined || beat.state === "starting" ? heard : collect(heard, beat.version, beat.holdings);
}

function succeeded(record: PeerRecord, incarnation: number): PeerRecord {
  const { collecting: _, ...kept } = record;
  const retired = record.incarnation === 0
    ? record.retired
    : [...record.retired, record.incarnation].slice(-retiredKept);
  return { ...kept, incarnation, retired, sequences: {}, version: 0, knows: 0 };
}

function collect(record: PeerRecord, version: number, part: HoldingsPart): PeerRecord {
  if (version === record.version) return record;
  const before = record.collecting?.version === version ? record.collecting.parts : new Map<number, HoldingsPart>();
  const parts = new Map(before).set(part.part, part);
  if (parts.size < part.parts) return { ...record, collecting: { version, parts } };
  const entries = [...parts.values()].flatMap((each) => each.entries);
  const { collecting: _, ...complete } = record;
  const misses = new Set(entries.flatMap((entry) => "missed" in entry ? [entry.address] : []));
  return { ...complete, version, claims: claimsIn(entries), declines: declinesIn(entries), misses };
}

function claimsIn(entries: readonly HoldingEntry[]): ReadonlyMap<string, number> {
  return new Map(entries.flatMap((entry) => "revision" in entry ? [[entry.address, entry.revision] as const] : []));
}

function declinesIn(entries: readonly HoldingEntry[]): ReadonlySet<string> {
  return new Set(entries.flatMap((entry) => "declined" in entry ? [entry.address] : []));
}
