/**
 * Hashes that make a choice look random and stay the same for ever.
 *
 * @module
 */

import { hash } from "node:crypto";

/**
 * A cheap hash of a text to 32 unsigned bits: FNV-1a over its UTF-16 code units, then the finalizer of MurmurHash3, so that
 * names that differ in their last letter land far apart.
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

/** One hash of two, not the same as that of the two in the other order. */
export function combine(first: number, second: number): number {
  return mix(Math.imul(first, 31) + second);
}

/**
 * The rank of a node for an address: the lowest wins, as in MetalLB's election. 16 hexadecimal digits, which compare as text:
 * the first bytes of `sha256(node + "#" + address)`, with the address in canonical text.
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
