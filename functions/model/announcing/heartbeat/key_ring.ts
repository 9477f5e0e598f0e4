/**
 * The keys of an announcer. It signs with the first key and accepts all of them. So a key can be exchanged without an
 * outage: first all nodes accept the new key, then all nodes sign with it.
 *
 * Why: docs/adr/0020-heartbeats-for-years.md
 *
 * @module
 */

import { hmacSha256 } from "./hmac.ts";

export interface KeyRing {
  readonly signing: Uint8Array;
  /** The first accepted key is the signing key. */
  readonly accepted: readonly Uint8Array[];
}

/** A limit, since a datagram that is not authentic is checked with every key. */
export const mostKeys = 4;

/** A ring without duplicates. Keys above the limit are left out. */
export function keyRing(signing: Uint8Array, others: readonly Uint8Array[] = []): KeyRing {
  const byPrint = new Map([signing, ...others].map((key) => [fingerprint(key), key]));
  return { signing, accepted: [...byPrint.values()].slice(0, mostKeys) };
}

/**
 * Eight hexadecimal digits that differ between keys and do not reveal them.
 *
 * ```ts
 * import { fingerprint } from "./key_ring.ts";
 * import assert from "node:assert/strict";
 * assert.equal(fingerprint(new TextEncoder().encode("a key")), "21f275be");
 * ```
 */
export function fingerprint(key: Uint8Array): string {
  return hmacSha256(purpose, key).subarray(0, 4).toHex();
}

const purpose = new TextEncoder().encode("arpeggio heartbeat key");

export function isSameRing(one: KeyRing, other: KeyRing): boolean {
  return printsOf(one).join() === printsOf(other).join();
}

/** The fingerprints of the accepted keys; the first is the signing key's. */
export function printsOf({ accepted }: KeyRing): readonly string[] {
  return accepted.map(fingerprint);
}
