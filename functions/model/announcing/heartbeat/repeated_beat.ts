/**
 * A short cut for repeated heartbeats. Most heartbeats differ from the one before only in the sequence number and the
 * signature, so only these two fields are written and read. That saves most of the work of a quiet announcer.
 *
 * @module
 */

import { hmacSha256 } from "./hmac.ts";
import { layoutOf, offsetIn } from "./layout.ts";
import { signatureLength, signingKey } from "./signature.ts";

/** A copy of the datagram with another sequence, signed again. */
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

/** The sequence of a datagram; undefined if another field differs from `before` too, or if the signature is wrong. */
export function repeatedSequence(datagram: Uint8Array, before: Uint8Array, key: Uint8Array): number | undefined {
  const signedLength = datagram.length - signatureLength;
  if (datagram.length !== before.length || signedLength < 0) return undefined;
  const at = sequenceOffset(before);
  for (let index = 0; index < signedLength; index++) {
    if (datagram[index] !== before[index] && (index < at || index >= at + 8)) return undefined;
  }
  if (signingKey(datagram, [key]) === undefined) return undefined;
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  return view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
}

function sequenceOffset(datagram: Uint8Array): number {
  const layout = layoutOf(datagram);
  return layout === undefined ? datagram.length : offsetIn(layout, "sequence", datagram);
}
