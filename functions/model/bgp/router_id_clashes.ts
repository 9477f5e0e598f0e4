/**
 * Nodes with equal BGP identifiers. An identifier must be unique in its AS (RFC 6286, section 2.1): otherwise a route
 * reflector drops the routes of one of the two nodes.
 *
 * Why: docs/adr/0023-what-frr-runs.md
 *
 * @module
 */

import { parseAddress } from "../addresses/address.ts";
import { compare } from "../order.ts";
import type { BGPPeer } from "../crds.ts";
import type { Node } from "../kubernetes.ts";
import { matchesAny } from "../selector.ts";
import { mapsOf } from "../shape.ts";
import { defaultVRF } from "./peer_flaws.ts";
import { isRouterID, routerIDOf } from "./router_id.ts";

export interface RouterIDClash {
  readonly routerID: string;
  /** The other nodes; sorted, at least one. */
  readonly others: readonly string[];
}

/**
 * The clashes by node, in the default VRF. There a node uses the identifier that one of its BGPPeers sets; if none sets
 * one, the node uses the identifier from `routerIDOf`.
 *
 * @param nodes the nodes that speak BGP
 */
export function routerIDClashes(
  nodes: readonly Node[],
  bgpPeers: readonly Pick<BGPPeer, "spec">[],
): ReadonlyMap<string, RouterIDClash> {
  const set = bgpPeers.flatMap(({ spec }) => {
    const told = parseAddress(spec?.routerID);
    const isElsewhere = spec?.vrf && spec.vrf !== defaultVRF;
    if (told === undefined || !isRouterID(told) || isElsewhere) return [];
    return [{ routerID: told.text, selectors: mapsOf(spec?.nodeSelectors) }];
  });
  const usedBy = (node: Node): string | undefined =>
    set.find(({ selectors }) => matchesAny(selectors, node.metadata.labels))?.routerID ?? routerIDOf(node);
  const clashes = new Map<string, RouterIDClash>();
  for (const [routerID, alike] of Map.groupBy(nodes, usedBy)) {
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
