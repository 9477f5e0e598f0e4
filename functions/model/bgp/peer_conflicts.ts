/**
 * Contradictions between peers on one node: a single FRR process has the sessions with all of them.
 *
 * @module
 */

import { type BGPNeighbor, placeOf } from "./neighbor.ts";
import { error, type Flaw } from "../fault.ts";
import type { Node } from "../kubernetes.ts";
import { matchesAny } from "../selector.ts";

/** @param older the valid peers that are older than `peer` */
export function conflictFlaws(
  peer: BGPNeighbor,
  older: readonly BGPNeighbor[],
  nodes: readonly Node[],
): readonly Flaw[] {
  return older.filter((other) => shareNode(peer, other, nodes)).flatMap((other) => pairFlaws(peer, other));
}

function pairFlaws(peer: BGPNeighbor, other: BGPNeighbor): readonly Flaw[] {
  const flaws: Flaw[] = [];
  const conflict = (field: string, message: string): void => {
    flaws.push(error(field, "ConflictingPeer", `${message}, and both select the same node; change one`));
  };
  // Each VRF has a BGP instance of its own, with its own AS and identifier.
  if (peer.vrf !== other.vrf) return flaws;
  if (peer.routerID !== undefined && other.routerID !== undefined && peer.routerID !== other.routerID) {
    conflict("spec.routerID", `BGPPeer ${other.name} has ${other.routerID}`);
  }
  if (peer.myASN !== other.myASN) conflict("spec.myASN", `BGPPeer ${other.name} has ${other.myASN} in the same VRF`);
  if (placeOf(peer) === placeOf(other)) conflict("spec.peerAddress", `BGPPeer ${other.name} is the same router`);
  return flaws;
}

function shareNode(one: BGPNeighbor, other: BGPNeighbor, nodes: readonly Node[]): boolean {
  return nodes.length === 0 ||
    nodes.some(({ metadata: { labels } }) =>
      matchesAny(one.nodeSelectors, labels) && matchesAny(other.nodeSelectors, labels)
    );
}
