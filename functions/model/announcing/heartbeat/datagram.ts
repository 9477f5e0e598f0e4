/**
 * Encodes heartbeats as datagrams, and decodes them.
 *
 * @module
 */

import type { HeardBeat, Heartbeat } from "./heartbeat.ts";
import type { KeyRing } from "./key_ring.ts";
import { layout1, layoutOf, offsetIn, shortestBeat } from "./layout.ts";
import { body, signatureLength, signed, signingKey } from "./signature.ts";
import type { Version } from "./version.ts";
import { readVersion1, writeVersion1 } from "./version_1.ts";
import { readVersion2, saidLength, writeVersion2 } from "./version_2.ts";

export type HeartbeatDrop = "Truncated" | "NotHeartbeat" | "NotAuthentic" | "Malformed";

/**
 * The signed datagram. With the entries of one part, or with at most `hostsPerBeat` hosts, it has at most
 * `longestDatagram` bytes.
 *
 * @throws RangeError if a name is longer than 253 bytes, or an address or MAC cannot be written
 */
export function encodeHeartbeat(beat: Heartbeat, key: Uint8Array, version: Version): Uint8Array {
  return signed(version === 1 ? writeVersion1(beat) : writeVersion2(beat, version), key);
}

/** Decodes a heartbeat of any version. Never throws: if the bytes are no heartbeat, the result has the reason. */
export function decodeHeartbeat(datagram: Uint8Array, ring: KeyRing): HeardBeat | { readonly drop: HeartbeatDrop } {
  const layout = layoutOf(datagram);
  if (datagram.length < shortestBeat) return { drop: "Truncated" };
  if (layout === undefined) return { drop: "NotHeartbeat" };
  if (layout === layout1) return decodeSigned(datagram, ring, readVersion1);
  const said = saidLength(datagram) + signatureLength;
  if (said !== datagram.length) return { drop: said > datagram.length ? "Truncated" : "Malformed" };
  return decodeSigned(datagram, ring, readVersion2);
}

function decodeSigned(
  datagram: Uint8Array,
  { accepted }: KeyRing,
  read: (body: Uint8Array) => HeardBeat | undefined,
): HeardBeat | { readonly drop: HeartbeatDrop } {
  if (signingKey(datagram, accepted) === undefined) return { drop: "NotAuthentic" };
  return read(body(datagram)) ?? { drop: "Malformed" };
}

const decoder = new TextDecoder();

/** The name of the sender in a datagram whose signature is not checked; undefined if there is no name. */
export function claimedSender(datagram: Uint8Array): string | undefined {
  const layout = layoutOf(datagram);
  if (layout === undefined) return undefined;
  const at = offsetIn(layout, "from", datagram);
  const length = datagram[at] ?? 0;
  const name = datagram.subarray(at + 1, at + 1 + length);
  return length > 0 && name.length === length ? decoder.decode(name) : undefined;
}
