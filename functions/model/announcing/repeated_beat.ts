/**
 * Most heartbeats differ from the one before in nothing but the sequence and the signature: those are written and read without
 * the rest, which is most of the work of a quiet announcer.
 *
 * @module
 */

import { timingSafeEqual } from "node:crypto";
import { hmacSha256 } from "./hmac.ts";

export const signatureLength = 32;
const stateLength = 5;

/** Where the sequence stands: after two names and the incarnation. */
export function sequenceOffset(datagram: Uint8Array): number {
  const from = datagram[stateLength] ?? 0;
  const to = datagram[stateLength + 1 + from] ?? 0;
  return stateLength + 2 + from + to + 4;
}

/** The same heartbeat under another sequence. */
export function repeatBeat(datagram: Uint8Array, sequence: number, key: Uint8Array): Uint8Array {
  const bytes = datagram.slice();
  const view = new DataView(bytes.buffer);
  const at = sequenceOffset(bytes);
  view.setUint32(at, Math.floor(sequence / 2 ** 32));
  view.setUint32(at + 4, sequence % 2 ** 32);
  const signedLength = bytes.length - signatureLength;
  bytes.set(hmacSha256(bytes.subarray(0, signedLength), key), signedLength);
  return bytes;
}

/** The sequence of an authentic datagram that says the same as another; undefined when it is anything else. */
export function repeatedSequence(datagram: Uint8Array, before: Uint8Array, key: Uint8Array): number | undefined {
  const signedLength = datagram.length - signatureLength;
  if (datagram.length !== before.length || signedLength < 0) return undefined;
  const at = sequenceOffset(before);
  for (let index = 0; index < signedLength; index++) {
    if (datagram[index] !== before[index] && (index < at || index >= at + 8)) return undefined;
  }
  const signature = hmacSha256(datagram.subarray(0, signedLength), key);
  if (!timingSafeEqual(signature, datagram.subarray(signedLength))) return undefined;
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  return view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
}
