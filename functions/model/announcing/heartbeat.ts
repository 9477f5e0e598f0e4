/**
 * What announcers tell each other ten times a second, one datagram to each peer on each network.
 *
 * A beat is authentic by HMAC-SHA256 with the cluster's key, and fresh by echo: it counts as a sign of life only if it names the
 * receiver's own incarnation, which a recording from before cannot. Everything the sender holds travels in parts until the
 * receiver has said that it knows that version.
 *
 * @module
 */

import { timingSafeEqual } from "node:crypto";
import { addressBytes, addressText } from "../addresses/address_bytes.ts";
import { hmacSha256 } from "./hmac.ts";
import { macBytes, macText } from "../wire/mac.ts";
import { signatureLength } from "./repeated_beat.ts";

export interface Heartbeat {
  readonly from: string;
  readonly to: string;
  /** Drawn at each start of the announcer; 0 is nobody's. */
  readonly incarnation: number;
  /** Rises with each beat of one incarnation; below 2^53, which is not reached in any life. */
  readonly sequence: number;
  /** The receiver's incarnation, as the sender knows it; 0 if it does not. */
  readonly echo: number;
  readonly state: "starting" | "running" | "restarting";
  /** The sender's MAC on this network: what a surrogate answers with. */
  readonly mac: string;
  /** Which version of its holdings the sender has, and which of the receiver's it knows. */
  readonly version: number;
  readonly knownVersion: number;
  readonly holdings?: HoldingsPart;
}

export interface HoldingsPart {
  readonly part: number;
  readonly parts: number;
  readonly entries: readonly HoldingEntry[];
}

/** An address that the sender holds under a revision, cannot serve, or asks for in vain. */
export type HoldingEntry =
  | { readonly address: string; readonly revision: number }
  | { readonly address: string; readonly declined: true }
  | { readonly address: string; readonly missed: true };

export type HeartbeatDrop = "Truncated" | "NotHeartbeat" | "NotAuthentic" | "Malformed";

const magic = 0x41525031;
const states = ["starting", "running", "restarting"] as const;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const declinedMark = 0xffffffff;
const missedMark = 0xfffffffe;
/** So that a datagram passes an Ethernet MTU of 1,500 with room to spare. */
export const entriesPerPart = 50;

/** @throws RangeError if a name is longer than 253 bytes, or an address or MAC cannot be written */
export function encodeHeartbeat(beat: Heartbeat, key: Uint8Array): Uint8Array {
  const entries = beat.holdings?.entries ?? [];
  const bytes = new Uint8Array(64 + 2 * 255 + entries.length * 21 + signatureLength);
  const writer = new Writer(bytes);
  writer.word(magic);
  writer.byte(states.indexOf(beat.state));
  writer.text(beat.from);
  writer.text(beat.to);
  writer.word(beat.incarnation);
  writer.long(beat.sequence);
  writer.word(beat.echo);
  writer.bytes(macBytes(beat.mac));
  writer.word(beat.version);
  writer.word(beat.knownVersion);
  writer.word(beat.holdings?.part ?? 0);
  writer.word(beat.holdings?.parts ?? 0);
  writer.byte(entries.length);
  for (const entry of entries) {
    const address = addressBytes(entry.address);
    writer.byte(address.length);
    writer.bytes(address);
    writer.word("declined" in entry ? declinedMark : "missed" in entry ? missedMark : entry.revision);
  }
  const signed = bytes.subarray(0, writer.length);
  writer.bytes(hmacSha256(signed, key));
  return bytes.slice(0, writer.length);
}

/** Total: any bytes give a heartbeat or the reason why they are none. */
export function decodeHeartbeat(datagram: Uint8Array, key: Uint8Array): Heartbeat | { readonly drop: HeartbeatDrop } {
  if (datagram.length < 4 + signatureLength) return { drop: "Truncated" };
  const signed = datagram.subarray(0, datagram.length - signatureLength);
  const reader = new Reader(signed);
  if (reader.word() !== magic) return { drop: "NotHeartbeat" };
  if (!timingSafeEqual(hmacSha256(signed, key), datagram.subarray(signed.length))) return { drop: "NotAuthentic" };
  return readHeartbeat(reader) ?? { drop: "Malformed" };
}

function readHeartbeat(reader: Reader): Heartbeat | undefined {
  const state = states[reader.byte()];
  const from = reader.text();
  const to = reader.text();
  const numbers = { incarnation: reader.word(), sequence: reader.long(), echo: reader.word() };
  const mac = macText(reader.bytes(6), 0);
  const versions = { version: reader.word(), knownVersion: reader.word() };
  const part = reader.word();
  const parts = reader.word();
  const entries: HoldingEntry[] = [];
  for (let left = reader.byte(); left > 0; left--) {
    const length = reader.byte();
    if (length !== 4 && length !== 16) return undefined;
    const address = addressText(reader.bytes(length));
    const revision = reader.word();
    if (revision === declinedMark) entries.push({ address, declined: true });
    else entries.push(revision === missedMark ? { address, missed: true } : { address, revision });
  }
  if (state === undefined || !reader.isAtEnd || (parts > 0 && part >= parts)) return undefined;
  return { from, to, ...numbers, state, mac, ...versions, ...(parts > 0 && { holdings: { part, parts, entries } }) };
}

/** Divides what a node holds into parts that each fit a datagram; nothing is one empty part. */
export function partsOf(entries: readonly HoldingEntry[]): readonly HoldingsPart[] {
  const parts = Math.max(1, Math.ceil(entries.length / entriesPerPart));
  return Array.from({ length: parts }, (_, part) => ({
    part,
    parts,
    entries: entries.slice(part * entriesPerPart, (part + 1) * entriesPerPart),
  }));
}

class Writer {
  length = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }

  byte(value: number): void {
    this.#view.setUint8(this.length, value);
    this.length += 1;
  }

  word(value: number): void {
    this.#view.setUint32(this.length, value);
    this.length += 4;
  }

  long(value: number): void {
    this.word(Math.floor(value / 2 ** 32));
    this.word(value % 2 ** 32);
  }

  bytes(value: Uint8Array): void {
    this.#bytes.set(value, this.length);
    this.length += value.length;
  }

  text(value: string): void {
    const bytes = encoder.encode(value);
    if (bytes.length > 253) throw new RangeError(`Cannot write heartbeat: name has ${bytes.length} bytes, at most 253`);
    this.byte(bytes.length);
    this.bytes(bytes);
  }
}

/** Reads past the end as zeros; `isAtEnd` tells whether that, or bytes left over, has happened. */
class Reader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#offset === this.#bytes.length;
  }

  byte(): number {
    return this.#bytes[this.#offset++] ?? 0;
  }

  word(): number {
    return ((this.byte() << 24) | (this.byte() << 16) | (this.byte() << 8) | this.byte()) >>> 0;
  }

  long(): number {
    return this.word() * 2 ** 32 + this.word();
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    bytes.set(this.#bytes.subarray(this.#offset, this.#offset + length));
    this.#offset += length;
    return bytes;
  }

  text(): string {
    return decoder.decode(this.bytes(this.byte()));
  }
}
