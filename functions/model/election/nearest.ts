/**
 * Chooses between equally good nodes for an address, by rendezvous hash.
 *
 * @module
 */

import { compare } from "../order.ts";
import { hash32, rendezvous } from "../hash.ts";
import { ringSlice } from "./neighbours.ts";

/**
 * The greatest number of hashes for one address. Without a limit, a first election among a thousand nodes takes
 * minutes.
 */
const mostHashed = 16;

/**
 * The first nodes by `sha256(node + "#" + address)`. Of more than 16 nodes, a hash of the address selects 16, and only
 * these are compared.
 *
 * @param nodes always in the same order
 */
export function nearest<Node extends { readonly node: string }>(
  nodes: readonly Node[],
  address: string,
  count: number,
): readonly Node[] {
  if (nodes.length <= 1) return nodes.slice(0, count);
  const ranked = lookedAt(nodes, address).map((node) => ({ node, rank: rendezvous(node.node, address) }));
  ranked.sort((one, other) => compare(one.rank, other.rank));
  return ranked.slice(0, count).map(({ node }) => node);
}

function lookedAt<Node>(nodes: readonly Node[], address: string): readonly Node[] {
  return nodes.length <= mostHashed ? nodes : ringSlice(nodes, hash32(address), mostHashed);
}
