/**
 * Which of several nodes that are equally good for an address: by rendezvous hash.
 *
 * @module
 */

import { hash32, rendezvous } from "../hash.ts";

/** More are not hashed for one address: on a thousand nodes a first election would take minutes. */
const mostHashed = 16;

/**
 * The first nodes by `sha256(node + "#" + address)`. Of more than 16, only 16 are looked at, which ones depends on the address.
 *
 * @param nodes in an order that is always the same
 */
export function nearest<Node extends { readonly node: string }>(
  nodes: readonly Node[],
  address: string,
  count: number,
): readonly Node[] {
  if (nodes.length <= 1) return nodes.slice(0, count);
  const ranked = lookedAt(nodes, address).map((node) => ({ node, rank: rendezvous(node.node, address) }));
  ranked.sort((one, other) => one.rank < other.rank ? -1 : 1);
  return ranked.slice(0, count).map(({ node }) => node);
}

function lookedAt<Node>(nodes: readonly Node[], address: string): readonly Node[] {
  if (nodes.length <= mostHashed) return nodes;
  const start = hash32(address) % nodes.length;
  const chosen = nodes.slice(start, start + mostHashed);
  return [...chosen, ...nodes.slice(0, mostHashed - chosen.length)];
}
