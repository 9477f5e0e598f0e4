/**
 * The heartbeat: announcers send each other one datagram every 100 ms by default, to each peer on each network.
 *
 * A beat is authentic if it is signed with a key of the cluster (HMAC-SHA256). It is a sign of life only if it also
 * echoes the receiver's present incarnation: a datagram that was recorded before the receiver's start does not echo it.
 * The sender adds its holdings (the addresses that it holds, cannot serve or got no answer for) in parts, until the
 * receiver has confirmed their version.
 *
 * Why: docs/adr/0005-heartbeats-not-memberlist.md
 *
 * @module
 */

import type { ToldHost } from "../sharing/host.ts";

export interface Heartbeat {
  readonly from: string;
  readonly to: string;
  /** A random number of 32 bits, new at each start of the announcer; never 0. */
  readonly incarnation: number;
  /** Rises with each beat of one incarnation; below 2^53. */
  readonly sequence: number;
  /** The receiver's incarnation, as the sender knows it; 0: the sender does not know it. */
  readonly echo: number;
  readonly state: BeatState;
  /** The sender's MAC on this network. A surrogate of the sender answers with this MAC. */
  readonly mac: string;
  /** The version of the sender's holdings. Each change of the holdings gives a new number. */
  readonly version: number;
  /** The version of the receiver's holdings that the sender has received; 0: none. */
  readonly knownVersion: number;
  readonly holdings?: HoldingsPart;
  /** Time between two heartbeats of the sender, in ms. Version 1 has no such field. */
  readonly everyMs?: number;
  /** Records of hosts of shared addresses; absent: this beat has none. */
  readonly hosts?: readonly ToldHost[];
}

/** A heartbeat as the receiver decodes it. */
export interface HeardBeat extends Heartbeat {
  /** The protocol versions that the sender supports; absent: this beat does not show them. */
  readonly speaks?: Versions;
}

export interface Versions {
  readonly oldest: number;
  readonly newest: number;
}

export type BeatState = "starting" | "running" | "restarting";

/** The index of a state is its number on the wire. */
export const beatStates: readonly BeatState[] = ["starting", "running", "restarting"];

export interface HoldingsPart {
  /** From 0 on. */
  readonly part: number;
  readonly parts: number;
  readonly entries: readonly HoldingEntry[];
}

/**
 * An address with one of three facts. The sender holds the address under a revision; or the sender cannot serve the
 * address (`declined`); or the holder did not answer the sender's probes of the address (`missed`).
 */
export type HoldingEntry =
  | { readonly address: string; readonly revision: number }
  | { readonly address: string; readonly declined: true }
  | { readonly address: string; readonly missed: true };

/** The nodes of a heartbeat. Their names take a part of the datagram. */
export type BetweenNodes = Pick<Heartbeat, "from" | "to">;

/**
 * The longest datagram. It fits into an MTU of 1,280, the smallest that IPv6 allows. So heartbeats are not fragmented;
 * many firewalls drop fragments.
 */
export const longestDatagram = 1_280 - 40 - 8;
/** All fields except names, entries and hosts, in the longest layout, with the signature. */
const fixedBytes = 80;
const entryBytes = 22;
const hostBytes = 53;

/** Divides a node's holdings into parts that each fit into a datagram. Without holdings there is one empty part. */
export function partsOf(entries: readonly HoldingEntry[], between: BetweenNodes): readonly HoldingsPart[] {
  const most = Math.floor(bytesLeft(between) / entryBytes);
  const parts = Math.max(1, Math.ceil(entries.length / most));
  return Array.from({ length: parts }, (_, part) => ({
    part,
    parts,
    entries: entries.slice(part * most, (part + 1) * most),
  }));
}

/** The most host records in one datagram. Such a datagram has no holdings. */
export function hostsPerBeat(between: BetweenNodes): number {
  return Math.floor(bytesLeft(between) / hostBytes);
}

/** Each name has a byte for its length. Names of nodes are ASCII. */
function bytesLeft({ from, to }: BetweenNodes): number {
  return longestDatagram - fixedBytes - (1 + from.length) - (1 + to.length);
}
