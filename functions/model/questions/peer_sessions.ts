/**
 * The sessions between nodes and BGP peers, as the announcers' Leases show them.
 *
 * @module
 */

import type { BGPNeighbor } from "../bgp/neighbor.ts";
import { readAnnouncers } from "../election/announcers.ts";
import type { Observed } from "../observed.ts";
import { compare } from "../order.ts";
import { matchesAny } from "../selector.ts";

export interface PeerSession {
  readonly peer: BGPNeighbor;
  readonly node: string;
  readonly isUp: boolean;
  /** The faults of the node's FRR, as its Lease reports them. */
  readonly problems: readonly string[];
}

/**
 * The sessions, in the order of the peers, then by node. A node has none if its announcer is gone or does not speak
 * BGP, or if the time in the announcer's Lease cannot be read.
 */
export function peerSessions(
  { leases, nodes, now, followedSince }: Observed,
  peers: readonly BGPNeighbor[],
): readonly PeerSession[] {
  if (peers.length === 0) return [];
  const { byNode } = readAnnouncers(leases, now, followedSince);
  const speaking = nodes.flatMap(({ metadata: { name, labels = {} } }) => {
    const { standing, bgp } = byNode.get(name) ?? {};
    return bgp === undefined || standing === "gone" || standing === "unreadable" ? [] : [{ name, labels, bgp }];
  }).sort((one, other) => compare(one.name, other.name));
  return peers.flatMap((peer) =>
    speaking.filter(({ labels }) => matchesAny(peer.nodeSelectors, labels)).map(({ name, bgp }) => ({
      peer,
      node: name,
      isUp: bgp.sessions.includes(peer.name),
      problems: bgp.problems,
    }))
  );
}

/** The address of the peer's router, or the interface on which FRR discovers it. */
export function routerOf({ at }: BGPNeighbor): string {
  return "address" in at ? at.address.text : at.interface;
}
