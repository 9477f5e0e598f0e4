/**
 * Hashes for choices that should look random and never change.
 *
 * Why: docs/adr/0007-node-net-and-node-crypto-in-functions.md
 *
 * @module
 */

import { hash } from "node:crypto";

/**
 * A cheap hash of a text, as an unsigned number of 32 bits: FNV-1a over its UTF-16 code units, then the finalizer of
 * MurmurHash3. So two names that differ only in the last letter have very different hashes.
 *
 * ```ts
 * import { hash32 } from "./hash.ts";
 * import assert from "node:assert/strict";
 * assert.equal(hash32("default/nginx"), hash32("default/nginx"));
 * assert.notEqual(hash32("default/nginx-1"), hash32("default/nginx-2"));
 * ```
 */
export function hash32(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return mix(state);
}

/** One hash made from two; their order matters. */
export function combine(first: number, second: number): number {
  return mix(Math.imul(first, 31) + second);
}

/**
 * The rank of a node for an address: the node with the lowest rank wins, as in MetalLB's election. The rank is the
 * first 16 hexadecimal digits of `sha256(node + "#" + address)`, with the address in canonical text. Ranks are compared
 * as text.
 *
 * ```ts
 * import { rendezvous } from "./hash.ts";
 * import assert from "node:assert/strict";
 * assert.equal(rendezvous("node-a", "10.0.0.1"), "dd41591fe8f31f9f");
 * ```
 */
export function rendezvous(node: string, address: string): string {
  return hash("sha256", `${node}#${address}`, "hex").slice(0, 16);
}

function mix(value: number): number {
  let state = value;
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
