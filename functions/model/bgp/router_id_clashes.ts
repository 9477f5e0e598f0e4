/**
 * Nodes whose derived BGP identifiers are equal. An identifier must be unique in its AS (RFC 6286, section 2.1):
 * otherwise a route reflector drops the routes of one of the two nodes.
 *
 * Why: docs/adr/0023-what-frr-runs.md
 *
 * @module
 */

import { compare } from "../order.ts";
import type { Node } from "../kubernetes.ts";
import { isRecord } from "../shape.ts";
import { routerIDOf } from "./router_id.ts";

export interface RouterIDClash {
  readonly routerID: string;
  /** The other nodes; sorted, at least one. */
  readonly others: readonly string[];
}

/**
 * The clashes by node. Empty if any BGPPeer sets an identifier: the nodes that this peer selects do not use their
 * derived identifiers, and this function does not find out which nodes these are.
 *
 * @param nodes the nodes that speak BGP
 */
export function routerIDClashes(
  nodes: readonly Node[],
  bgpPeers: readonly { readonly spec?: unknown }[],
): ReadonlyMap<string, RouterIDClash> {
  const clashes = new Map<string, RouterIDClash>();
  if (bgpPeers.some(({ spec }) => isRecord(spec) && spec["routerID"] !== undefined)) return clashes;
  for (const [routerID, alike] of Map.groupBy(nodes, routerIDOf)) {
    if (routerID === undefined || alike.length < 2) continue;
    const names = alike.map(({ metadata }) => metadata.name).sort(compare);
    for (const name of names) clashes.set(name, { routerID, others: names.filter((each) => each !== name) });
  }
  return clashes;
}

export function routerIDClashMessage(node: string, { routerID, others }: RouterIDClash): string {
  return `node ${node} has the BGP router ID ${routerID}, and so has ${
    others.join(", ")
  }: routers take the two for one; ` +
    "give each node an InternalIP of its own, or set spec.routerID in BGPPeers that select one node each";
}
