import { hash } from "node:crypto";

const blockLength = 64;

/**
 * HMAC-SHA256 (RFC 2104): 32 bytes. We compute it by two calls of `hash`. `createHmac` makes a stream at each call,
 * which would be most of the work of a quiet announcer.
 *
 * ```ts
 * import { hmacSha256 } from "./hmac.ts";
 * import assert from "node:assert/strict";
 * const text = new TextEncoder();
 * const signature = hmacSha256(text.encode("what do ya want for nothing?"), text.encode("Jefe"));
 * assert.equal(signature.subarray(0, 4).toHex(), "5bdcc146");
 * ```
 */
export function hmacSha256(bytes: Uint8Array, key: Uint8Array): Uint8Array {
  const block = key.length > blockLength ? sha256(key) : key;
  return sha256(keyed(block, 0x5c5c5c5c, sha256(keyed(block, 0x36363636, bytes))));
}

/** One block with the key XOR the pad, followed by the bytes. */
function keyed(key: Uint8Array, pad: number, bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(blockLength + bytes.length);
  all.set(key);
  all.set(bytes, blockLength);
  const words = new Uint32Array(all.buffer, 0, blockLength / 4);
  for (let index = 0; index < words.length; index++) words[index] = (words[index] ?? 0) ^ pad;
  return all;
}

function sha256(bytes: Uint8Array): Uint8Array {
  return hash("sha256", bytes, "buffer");
}
