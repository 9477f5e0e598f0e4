/**
 * The layouts of a heartbeat, as tables. The encoder and the decoder name each field before they write or read it. If
 * the field is not the next row of the table, the code is wrong, and they throw an Error; bytes from the network never
 * cause that. So the tables always agree with the bytes on the wire.
 *
 * A released layout never changes. A new protocol version adds rows at the end of the last layout. Older readers skip
 * the bytes after the last row that they know.
 *
 * Why: docs/adr/0020-heartbeats-for-years.md
 *
 * @module
 */

import { signatureLength } from "./signature.ts";

/**
 * `name` and `address` begin with one byte for their length. `entries` begins with one byte for the number of entries.
 */
export type FieldType = "byte" | "short" | "word" | "long" | "mac" | "name" | "address" | "entries";

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** The meaning, for docs/heartbeat-format.md. */
  readonly says: string;
  /** True if a datagram may end before this field and the fields after it. */
  readonly mayMiss?: true;
}

export interface Layout {
  /** The first four bytes, in ASCII. */
  readonly magic: "ARP1" | "ARPG";
  readonly fields: readonly Field[];
  /** The fields of each entry. */
  readonly entry: readonly Field[];
  /** The fields of each entry of `hosts`; absent: the layout has no field `hosts`. */
  readonly host?: readonly Field[];
}

/** The length in bytes of each type with a fixed length. All numbers are big-endian. */
export const fieldBytes = { byte: 1, short: 2, word: 4, long: 8, mac: 6 } as const;

/** The layout of the first development versions. It has no version field, and no bytes may follow its last row. */
export const layout1: Layout = {
  magic: "ARP1",
  fields: [
    { name: "magic", type: "word", says: "`ARP1`" },
    { name: "state", type: "byte", says: "0 starting, 1 running, 2 restarting" },
    { name: "from", type: "name", says: "the node that sends" },
    { name: "to", type: "name", says: "the node that receives" },
    { name: "incarnation", type: "word", says: "drawn at each start of the sender" },
    { name: "sequence", type: "long", says: "rises with each heartbeat of one incarnation" },
    { name: "echo", type: "word", says: "the receiver's incarnation, 0: not known" },
    { name: "mac", type: "mac", says: "the sender's MAC on this network" },
    { name: "version", type: "word", says: "the version of the sender's holdings" },
    {
      name: "knownVersion",
      type: "word",
      says: "the version of the receiver's holdings that the sender knows, 0: none",
    },
    {
      name: "part",
      type: "word",
      says: "which part of the holdings this is; without holdings: the newest protocol version that the sender knows",
    },
    { name: "parts", type: "word", says: "how many parts there are, 0: no holdings" },
    { name: "entries", type: "entries", says: "the holdings: a byte for their number, and each of them" },
  ],
  entry: [
    { name: "address", type: "address", says: "a byte for the length, 4 or 16, and the address" },
    { name: "revision", type: "word", says: "the revision held; `ffffffff`: cannot serve; `fffffffe`: got no answer" },
  ],
};

/**
 * The layout since version 2. The fields that are needed before the check of the signature are in front, at fixed
 * offsets.
 */
export const layout2: Layout = {
  magic: "ARPG",
  fields: [
    { name: "magic", type: "word", says: "`ARPG`" },
    { name: "protocol", type: "byte", says: "the version of this datagram, 2 or later" },
    { name: "oldest", type: "byte", says: "the oldest version that the sender reads" },
    { name: "newest", type: "byte", says: "the newest version that the sender knows" },
    { name: "state", type: "byte", says: "0 starting, 1 running, 2 restarting" },
    { name: "length", type: "short", says: "bytes from the magic to the signature" },
    { name: "mac", type: "mac", says: "the sender's MAC on this network" },
    { name: "incarnation", type: "word", says: "drawn at each start of the sender" },
    { name: "echo", type: "word", says: "the receiver's incarnation, 0: not known" },
    { name: "sequence", type: "long", says: "rises with each heartbeat of one incarnation" },
    { name: "version", type: "word", says: "the version of the sender's holdings" },
    {
      name: "knownVersion",
      type: "word",
      says: "the version of the receiver's holdings that the sender knows, 0: none",
    },
    { name: "part", type: "short", says: "which part of the holdings this is" },
    { name: "parts", type: "short", says: "how many parts there are, 0: no holdings" },
    { name: "from", type: "name", says: "the node that sends" },
    { name: "to", type: "name", says: "the node that receives" },
    { name: "entries", type: "entries", says: "the holdings: a byte for their number, and each of them" },
    { name: "beat", type: "short", says: "ms between two heartbeats of the sender; missing: 100", mayMiss: true },
  ],
  entry: [
    { name: "kind", type: "byte", says: "0 holds it, 1 cannot serve it, 2 got no answer for it; others are skipped" },
    { name: "address", type: "address", says: "a byte for the length, 4 or 16, and the address" },
    { name: "revision", type: "word", says: "the revision under which it is held; 0 if it is not held" },
  ],
};

/** The layout since version 3: version 2, followed by records of hosts of shared addresses. */
export const layout3: Layout & Required<Pick<Layout, "host">> = {
  ...layout2,
  fields: [
    ...layout2.fields.filter(({ name }) => name !== "beat"),
    { name: "beat", type: "short", says: "ms between two heartbeats of the sender; 0: 100" },
    { name: "hosts", type: "entries", says: "hosts of shared addresses: a byte for their number, and each of them" },
  ],
  host: [
    { name: "address", type: "address", says: "the shared address" },
    { name: "mac", type: "mac", says: "the host's MAC" },
    { name: "host", type: "address", says: "the host's own address; `0.0.0.0`: not known" },
    { name: "node", type: "word", says: "a hash of the name of the node that serves it" },
    { name: "home", type: "word", says: "a hash of the name of the node that it goes back to" },
    { name: "moves", type: "word", says: "how often it was given to a node" },
    {
      name: "use",
      type: "byte",
      says: "0 has only asked, 1 has sent traffic, 2 has sent traffic and was seen by the sender in the last 15 s",
    },
  ],
};

/**
 * The first layout with the datagram's magic number; undefined if no layout has this number. For a datagram of version
 * 3, the result is `layout2`: versions 2 and 3 have the same magic number, and the fields that callers need are the
 * same in both.
 */
export function layoutOf(datagram: Uint8Array): Layout | undefined {
  return [layout1, layout2].find(({ magic }) => [...magic].every((each, at) => each.charCodeAt(0) === datagram[at]));
}

/**
 * The offset of a field in a datagram, in bytes. It depends on the datagram, since names have different lengths. If the
 * datagram is too short, the offset may be past its end.
 */
export function offsetIn({ fields }: Layout, name: string, datagram: Uint8Array): number {
  let offset = 0;
  for (const field of fields) {
    if (field.name === name) return offset;
    if (field.type === "entries") break;
    offset += field.type === "name" || field.type === "address" ? 1 + (datagram[offset] ?? 0) : fieldBytes[field.type];
  }
  return datagram.length;
}

/** The longest name in bytes. Node names are DNS subdomains (Kubernetes, RFC 1123). */
export const longestName = 253;

/** The length of the shortest heartbeat: the first layout with two empty names and no entries. */
export const shortestBeat = 4 + 1 + 1 + 1 + 4 + 8 + 4 + 6 + 4 + 4 + 4 + 4 + 1 + signatureLength;
