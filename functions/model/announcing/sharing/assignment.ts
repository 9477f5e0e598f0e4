/**
 * Assigns hosts to nodes, for an address with load sharing. The method is weighted rendezvous hashing of the host's MAC
 * (Thaler and Ravishankar 1998): if a node goes, only its own hosts move.
 *
 * Why: docs/adr/0029-one-address-many-nodes.md
 *
 * @module
 */

import { combine, hash32 } from "../../hash.ts";

/** A node that shares the address. */
export interface Sharer {
  readonly node: string;
  /** At least 1. A node with twice the weight gets twice as many hosts. */
  readonly weight: number;
}

/**
 * The nodes, sorted for this host: the best first. The order of the input does not matter.
 *
 * ```ts
 * import { ranked } from "./assignment.ts";
 * import assert from "node:assert/strict";
 * const nodes = ["node-a", "node-b", "node-c"].map((node) => ({ node, weight: 1 }));
 * const [best, ...others] = ranked("02:00:00:00:00:01", nodes);
 * assert.deepEqual(ranked("02:00:00:00:00:01", nodes.filter((each) => each !== best)), others);
 * ```
 */
export function ranked<Each extends Sharer>(mac: string, sharers: readonly Each[]): readonly Each[] {
  const host = hash32(mac);
  return sharers.map((sharer) => ({ sharer, distance: distance(host, sharer) }))
    .sort((one, other) => one.distance - other.distance || (one.sharer.node < other.sharer.node ? -1 : 1))
    .map(({ sharer }) => sharer);
}

/**
 * The node for a new host: of the host's two best nodes, the node with fewer hosts in proportion to its weight.
 * Rendezvous hashing alone spreads a small number of hosts unevenly; a choice between two nodes limits the highest load
 * (Mitzenmacher 2001).
 *
 * @param hosts returns how many hosts a node has
 */
export function chosen<Each extends Sharer>(
  mac: string,
  sharers: readonly Each[],
  hosts: (node: string) => number,
): Each | undefined {
  const [first, second] = ranked(mac, sharers);
  if (first === undefined || second === undefined) return first;
  const loadWith = ({ node, weight }: Each): number => (hosts(node) + 1) / weight;
  return loadWith(second) < loadWith(first) ? second : first;
}

/**
 * An exponential variable with the weight as its rate. So the probability that a node has the least distance is
 * proportional to its weight.
 */
function distance(host: number, { node, weight }: Sharer): number {
  return -Math.log((combine(hash32(node), host) + 0.5) / 2 ** 32) / weight;
}
