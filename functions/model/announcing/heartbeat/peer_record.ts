/**
 * The record that a node keeps of a peer between heartbeats.
 *
 * @module
 */

import type { Instant } from "../../kubernetes.ts";
import { beatMs, longestBeatMs, mostLateMs, shortestBeatMs } from "../timing.ts";
import { freshMs } from "./fresh.ts";
import type { BeatState, HeardBeat, HoldingEntry, HoldingsPart, Versions } from "./heartbeat.ts";
import { isRepeated, type Sequences, unnumbered, withSequence } from "./sequences.ts";

export interface PeerRecord {
  /** The peer's present incarnation; 0 before the first. */
  readonly incarnation: number;
  /**
   * The incarnations in `unproven` beats since the last fresh beat (see `HeardAs`). One of them may be the peer's next
   * incarnation.
   */
  readonly candidates: readonly Candidate[];
  /** Incarnations that are over. Their beats are dropped as replays. */
  readonly past: ReadonlySet<number>;
  readonly sequences: Sequences;
  readonly state: BeatState;
  /** By this node's link: the last fresh beat on that network. */
  readonly heardAt: Readonly<Record<string, Instant>>;
  /** By this node's link: the peer's MAC on that network. */
  readonly macs: Readonly<Record<string, string>>;
  /** Time between two of its heartbeats, in ms. */
  readonly everyMs: number;
  /** By this node's link: how late its beats may be, in ms. See `lateAfter`. */
  readonly lateMs: Readonly<Record<string, number>>;
  /** The protocol versions of this incarnation; absent: not known. */
  readonly speaks?: Versions;
  /** The version of the peer's holdings that this node has received; 0: none of this incarnation. */
  readonly version: number;
  readonly collecting?: { readonly version: number; readonly parts: ReadonlyMap<number, HoldingsPart> };
  readonly claims: ReadonlyMap<string, number>;
  readonly declines: ReadonlySet<string>;
  /** The addresses for which the peer's probes got no answer. */
  readonly misses: ReadonlySet<string>;
  /** The version of this node's holdings that the peer has confirmed. */
  readonly knows: number;
}

interface Candidate {
  readonly incarnation: number;
  readonly at: Instant;
}

export const unheard: PeerRecord = {
  incarnation: 0,
  candidates: [],
  past: new Set(),
  sequences: unnumbered,
  state: "running",
  heardAt: {},
  macs: {},
  everyMs: beatMs,
  lateMs: {},
  version: 0,
  claims: new Map(),
  declines: new Set(),
  misses: new Set(),
  knows: 0,
};

/**
 * The record of a node that is no longer a peer. It keeps the fields that detect replays if the node becomes a peer
 * again.
 */
export function gone({ incarnation, past, sequences }: PeerRecord): PeerRecord {
  return { ...unheard, incarnation, past, sequences };
}

/** The record of a node that is down: its holdings are removed. */
export function fallen(record: PeerRecord): PeerRecord {
  return record.version === 0 && record.claims.size === 0 && record.declines.size === 0
    ? record
    : { ...record, version: 0, claims: new Map(), declines: new Set(), misses: new Set() };
}

/** How a beat was received. */
export interface Hearing {
  /** The receiver's own incarnation. */
  readonly incarnation: number;
  readonly now: Instant;
  readonly link: string;
}

export interface HeardAs {
  readonly record: PeerRecord;
  /**
   * - `fresh`: the beat is a sign of life.
   * - `unproven`: the beat does not echo this node's incarnation, so it may be a recording. Only its incarnation is
   *   used, as a candidate to echo.
   * - `Replayed`: the beat was received before, or its incarnation is over, or it is of another incarnation while the
   *   present one is still heard. The record does not change.
   */
  readonly verdict: "fresh" | "unproven" | "Replayed";
}

const pastKept = 1_024;
const candidatesKept = 4;
/** A candidate that has not been heard for this long does not count. */
const candidateMs = 1_000;

/** The record after a heartbeat whose signature is valid. */
export function hear(record: PeerRecord, beat: HeardBeat, { incarnation, now, link }: Hearing): HeardAs {
  const replayed: HeardAs = { record, verdict: "Replayed" };
  const isOther = beat.incarnation !== record.incarnation;
  if (beat.incarnation === 0 || record.past.has(beat.incarnation)) return replayed;
  if (isOther && isFresh(record, now)) return replayed;
  const current = isOther ? succeeded(record, beat.incarnation) : record;
  if (isRepeated(current.sequences, beat.sequence, link)) return replayed;
  if (beat.echo !== incarnation) return { record: noted(record, beat.incarnation, now), verdict: "unproven" };
  const heard = {
    ...current,
    lateMs: isOther ? {} : { ...record.lateMs, [link]: lateAfter(record, link, now) },
    candidates: [],
    sequences: withSequence(current.sequences, beat.sequence, { link, now }),
    state: beat.state,
    heardAt: { ...current.heardAt, [link]: now },
    macs: { ...current.macs, [link]: beat.mac },
    ...(beat.speaks !== undefined && { speaks: beat.speaks }),
    knows: beat.knownVersion,
    everyMs: paceOf(beat) ?? current.everyMs,
  };
  // The holdings from before a restart count until the announcer runs again and sends its new holdings.
  const tells = beat.holdings !== undefined && beat.state !== "starting";
  return { record: tells ? collect(heard, beat.version, beat.holdings) : heard, verdict: "fresh" };
}

/**
 * The incarnations to echo, each in a beat of its own. While the present incarnation is heard, only that one is echoed.
 * Otherwise all candidates are echoed in the same round, so that recordings of old runs do not delay the real one. An
 * incarnation that was not heard for a second is not echoed. So if a node receives nothing but still sends, its peers
 * notice that their heartbeats do not arrive.
 */
export function echoesOf(record: PeerRecord, now: Instant): readonly number[] {
  if (isFresh(record, now)) return [record.incarnation];
  const candidates = record.candidates.filter(({ at }) => now - at < candidateMs).map((each) => each.incarnation);
  const wasHeard = Object.values(record.heardAt).some((at) => now - at < candidateMs);
  const known = wasHeard ? [...candidates, record.incarnation] : candidates;
  return known.length === 0 ? [0] : [...new Set(known)];
}

/** True if the peer is heard and has not announced a restart. */
export function isFresh({ state, heardAt, everyMs }: PeerRecord, now: Instant): boolean {
  return state !== "restarting" && Object.values(heardAt).some((at) => now - at < freshMs(everyMs));
}

/**
 * The time between two beats of the sender, in ms; undefined if the beat does not have it. An impossible value becomes
 * the nearest possible one.
 */
function paceOf({ everyMs }: HeardBeat): number | undefined {
  return everyMs === undefined ? undefined : Math.min(Math.max(everyMs, shortestBeatMs), longestBeatMs);
}

/**
 * How late the next beats may be, after a beat on this link at `now`: the largest delay of the recent beats, since the
 * beats of a busy node come late again and again. Each beat that is on time reduces this delay by 2 %, so half of the
 * delay is left after 35 beats. A pause of three beats is no delay: the peer was silent.
 */
function lateAfter({ heardAt, everyMs, lateMs }: PeerRecord, link: string, now: Instant): number {
  const before = heardAt[link];
  const kept = (lateMs[link] ?? 0) * lateKept;
  if (before === undefined || now - before >= freshMs(everyMs)) return kept;
  return Math.min(Math.max(now - before - everyMs, kept), mostLateMs);
}

/** The part of an earlier delay that is left after each beat. */
const lateKept = 0.98;

function noted(record: PeerRecord, incarnation: number, now: Instant): PeerRecord {
  const others = record.candidates.filter((each) => each.incarnation !== incarnation);
  const all = [{ incarnation, at: now }, ...others];
  const isPresent = (each: Candidate): boolean => each.incarnation === record.incarnation;
  // Recordings of other incarnations must not push the present one out.
  const candidates = [...all.filter((each) => !isPresent(each)).slice(0, candidatesKept), ...all.filter(isPresent)];
  return { ...record, candidates };
}

function succeeded(record: PeerRecord, incarnation: number): PeerRecord {
  const { collecting: _, speaks: __, ...kept } = record;
  const past = new Set(record.past);
  if (record.incarnation !== 0) past.add(record.incarnation);
  for (const oldest of past) if (past.size > pastKept) past.delete(oldest);
  return { ...kept, incarnation, past, sequences: unnumbered, everyMs: beatMs, version: 0, knows: 0 };
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
