/**
 * Versions 2 and 3 of the heartbeat. Version 3 adds records of hosts of shared addresses at the end.
 *
 * @module
 */

import { isGroupMac } from "../../wire/mac.ts";
import { FieldReader } from "./field_reader.ts";
import { FieldWriter } from "./field_writer.ts";
import { beatStates, type HeardBeat, type Heartbeat, type HoldingEntry } from "./heartbeat.ts";
import { fieldBytes, layout2, layout3, offsetIn } from "./layout.ts";
import { hostUses, type ToldHost } from "../sharing/host.ts";
import { spoken } from "./version.ts";

const magic = 0x41525047;
const { entry } = layout2;
const mostBytes = 67 + 2 * 254;
const entryBytes = 22;
const hostBytes = 53;
const kinds = { held: 0, declined: 1, missed: 2 } as const;

/** The bytes without the signature. In version 2, the host records are left out. */
export function writeVersion2(beat: Heartbeat, version: 2 | 3): Uint8Array {
  const { part, parts, entries } = beat.holdings ?? { part: 0, parts: 0, entries: [] };
  const { hosts = [] } = beat;
  const { fields } = version === 2 ? layout2 : layout3;
  const writer = new FieldWriter(mostBytes + entries.length * entryBytes + hosts.length * hostBytes, fields);
  writer.word("magic", magic);
  writer.byte("protocol", version);
  writer.byte("oldest", spoken.oldest);
  writer.byte("newest", spoken.newest);
  writer.byte("state", beatStates.indexOf(beat.state));
  writer.short("length", 0);
  writer.mac("mac", beat.mac);
  writer.word("incarnation", beat.incarnation);
  writer.word("echo", beat.echo);
  writer.long("sequence", beat.sequence);
  writer.word("version", beat.version);
  writer.word("knownVersion", beat.knownVersion);
  writer.short("part", part);
  writer.short("parts", parts);
  writer.name("from", beat.from);
  writer.name("to", beat.to);
  writer.entries("entries", entries, entry, (each) => {
    writer.byte("kind", "declined" in each ? kinds.declined : "missed" in each ? kinds.missed : kinds.held);
    writer.address("address", each.address);
    writer.word("revision", "revision" in each ? each.revision : 0);
  });
  if (version === 3 || beat.everyMs !== undefined) writer.short("beat", beat.everyMs ?? 0);
  if (version === 3) writer.entries("hosts", hosts, layout3.host, (host) => writeHost(writer, host));
  const bytes = writer.finish();
  new DataView(bytes.buffer).setUint16(offsetIn(layout2, "length", bytes), bytes.length);
  return bytes;
}

/** The number of bytes before the signature, by the datagram's own field `length`. */
export function saidLength(datagram: Uint8Array): number {
  const at = offsetIn(layout2, "length", datagram);
  return ((datagram[at] ?? 0) << 8) | (datagram[at + 1] ?? 0);
}

/**
 * The heartbeat; undefined if the bytes are malformed. Unknown fields and entries of a later version are skipped.
 *
 * @param body the bytes without the signature
 */
export function readVersion2(body: Uint8Array): HeardBeat | undefined {
  const protocol = body[offsetIn(layout2, "protocol", body)] ?? 0;
  const reader = new FieldReader(body, (protocol < 3 ? layout2 : layout3).fields);
  reader.word("magic");
  reader.byte("protocol");
  const speaks = { oldest: reader.byte("oldest"), newest: reader.byte("newest") };
  const state = beatStates[reader.byte("state")];
  reader.short("length");
  const mac = reader.mac("mac");
  const numbers = {
    incarnation: reader.word("incarnation"),
    echo: reader.word("echo"),
    sequence: reader.long("sequence"),
  };
  const versions = { version: reader.word("version"), knownVersion: reader.word("knownVersion") };
  const part = reader.short("part");
  const parts = reader.short("parts");
  const names = { from: reader.name("from"), to: reader.name("to") };
  const entries = reader.entries("entries", entry, (): HoldingEntry | "unknown" | undefined => {
    const kind = reader.byte("kind");
    const address = reader.address("address");
    const revision = reader.word("revision");
    return address === undefined ? undefined : entryOf(kind, address, revision);
  });
  if (state === undefined || entries === undefined || protocol < 2) return undefined;
  const everyMs = protocol > 2 || reader.left >= fieldBytes.short ? reader.short("beat") : 0;
  const hosts = protocol < 3 ? [] : reader.entries("hosts", layout3.host, () => hostIn(reader));
  if (hosts === undefined || !reader.isWhole) return undefined;
  if (speaks.oldest > speaks.newest || (parts > 0 && part >= parts)) return undefined;
  const known = entries.filter((each) => each !== "unknown");
  return {
    ...names,
    ...numbers,
    state,
    mac,
    ...versions,
    speaks,
    ...(parts > 0 && { holdings: { part, parts, entries: known } }),
    ...(everyMs > 0 && { everyMs }),
    ...(hosts.length > 0 && { hosts }),
  };
}

function writeHost(writer: FieldWriter, { address, mac, host, node, home, moves, use }: ToldHost): void {
  writer.address("address", address);
  writer.mac("mac", mac);
  writer.address("host", host ?? unspecified);
  writer.word("node", node);
  writer.word("home", home);
  writer.word("moves", moves);
  writer.byte("use", hostUses.indexOf(use));
}

const unspecified = "0.0.0.0";

function hostIn(reader: FieldReader): ToldHost | undefined {
  const address = reader.address("address");
  const mac = reader.mac("mac");
  const host = reader.address("host");
  const words = { node: reader.word("node"), home: reader.word("home"), moves: reader.word("moves") };
  // A later release may send a use that this release does not know. It counts as traffic.
  const use = hostUses[reader.byte("use")] ?? "user";
  if (address === undefined || host === undefined || isGroupMac(mac)) return undefined;
  const isKnown = host !== unspecified && host.includes(":") === address.includes(":");
  return { address, mac, ...(isKnown && { host }), ...words, use };
}

function entryOf(kind: number, address: string, revision: number): HoldingEntry | "unknown" {
  switch (kind) {
    case kinds.held:
      return { address, revision };
    case kinds.declined:
      return { address, declined: true };
    case kinds.missed:
      return { address, missed: true };
    default:
      return "unknown";
  }
}
