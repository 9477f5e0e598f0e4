/**
 * The last 32 bytes of a heartbeat: the HMAC-SHA256 of all bytes before them.
 *
 * @module
 */

import { timingSafeEqual } from "node:crypto";
import { hmacSha256 } from "./hmac.ts";

export const signatureLength = 32;

/** The bytes, followed by their signature. */
export function signed(bytes: Uint8Array, key: Uint8Array): Uint8Array {
  const datagram = new Uint8Array(bytes.length + signatureLength);
  datagram.set(bytes);
  datagram.set(hmacSha256(bytes, key), bytes.length);
  return datagram;
}

/** The datagram without its signature. */
export function body(datagram: Uint8Array): Uint8Array {
  return datagram.subarray(0, Math.max(0, datagram.length - signatureLength));
}

/** The key in `keys` with which the datagram was signed; undefined if it was signed with none of them. */
export function signingKey(datagram: Uint8Array, keys: readonly Uint8Array[]): Uint8Array | undefined {
  if (datagram.length < signatureLength) return undefined;
  const signature = datagram.subarray(datagram.length - signatureLength);
  return keys.find((key) => timingSafeEqual(hmacSha256(body(datagram), key), signature));
}
