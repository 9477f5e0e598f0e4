/**
 * Version 1 of the heartbeat, which the first development versions write and read. These versions drop a datagram with
 * even one extra byte. But they ignore the field `part` in a beat without holdings, so later releases write their
 * newest version into it.
 *
 * @module
 */

import { FieldReader } from "./field_reader.ts";
import { FieldWriter } from "./field_writer.ts";
import { beatStates, type HeardBeat, type Heartbeat, type HoldingEntry } from "./heartbeat.ts";
import { layout1 } from "./layout.ts";
import { spoken } from "./version.ts";

const magic = 0x41525031;
const declinedMark = 0xffffffff;
const missedMark = 0xfffffffe;
const { fields, entry } = layout1;
const mostBytes = 64 + 2 * 254;
const entryBytes = 21;

/** The bytes without the signature. */
export function writeVersion1(beat: Heartbeat): Uint8Array {
  const { part, parts, entries } = beat.holdings ?? { part: spoken.newest, parts: 0, entries: [] };
  const writer = new FieldWriter(mostBytes + entries.length * entryBytes, fields);
  writer.word("magic", magic);
  writer.byte("state", beatStates.indexOf(beat.state));
  writer.name("from", beat.from);
  writer.name("to", beat.to);
  writer.word("incarnation", beat.incarnation);
  writer.long("sequence", beat.sequence);
  writer.word("echo", beat.echo);
  writer.mac("mac", beat.mac);
  writer.word("version", beat.version);
  writer.word("knownVersion", beat.knownVersion);
  writer.word("part", part);
  writer.word("parts", parts);
  writer.entries("entries", entries, entry, (each) => {
    writer.address("address", each.address);
    writer.word("revision", "declined" in each ? declinedMark : "missed" in each ? missedMark : each.revision);
  });
  return writer.finish();
}

/**
 * The heartbeat; undefined if the bytes are malformed.
 *
 * @param body the bytes without the signature
 */
export function readVersion1(body: Uint8Array): HeardBeat | undefined {
  const reader = new FieldReader(body, fields);
  reader.word("magic");
  const state = beatStates[reader.byte("state")];
  const names = { from: reader.name("from"), to: reader.name("to") };
  const numbers = {
    incarnation: reader.word("incarnation"),
    sequence: reader.long("sequence"),
    echo: reader.word("echo"),
  };
  const mac = reader.mac("mac");
  const versions = { version: reader.word("version"), knownVersion: reader.word("knownVersion") };
  const part = reader.word("part");
  const parts = reader.word("parts");
  const entries = reader.entries("entries", entry, (): HoldingEntry | undefined => {
    const address = reader.address("address");
    const revision = reader.word("revision");
    if (address === undefined) return undefined;
    if (revision === declinedMark) return { address, declined: true };
    return revision === missedMark ? { address, missed: true } : { address, revision };
  });
  if (state === undefined || entries === undefined || reader.left !== 0) return undefined;
  const said = { ...names, ...numbers, state, mac, ...versions };
  if (parts === 0) return { ...said, speaks: { oldest: 1, newest: Math.max(1, part) } };
  return part < parts ? { ...said, holdings: { part, parts, entries } } : undefined;
}
