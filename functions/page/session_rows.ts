/**
 * Rows for sessions with BGP peers, as the announcers' Leases show them.
 *
 * @module
 */

import { compare } from "../model/order.ts";
import type { BGPNeighbor } from "../model/bgp/neighbor.ts";
import type { Configuration } from "../model/configuration/configuration.ts";
import { readAnnouncers } from "../model/election/announcers.ts";
import type { Observed } from "../model/observed.ts";
import { matchesAny } from "../model/selector.ts";
import type { SessionRow } from "./page_state.ts";

/**
 * The rows, sorted by peer, then by node. A node has no row if its announcer is gone or does not speak BGP, or if the
 * time in the announcer's Lease cannot be read.
 */
export function sessionRows(
  { leases, nodes, now, followedSince }: Observed,
  { bgp: { peers } }: Configuration,
): SessionRow[] {
  if (peers.length === 0) return [];
  const { byNode } = readAnnouncers(leases, now, followedSince);
  const speaking = nodes.flatMap(({ metadata: { name, labels = {} } }) => {
    const { standing, bgp } = byNode.get(name) ?? {};
    return bgp === undefined || standing === "gone" || standing === "unreadable" ? [] : [{ name, labels, bgp }];
  }).sort((one, other) => compare(one.name, other.name));
  return peers.flatMap((peer) =>
    speaking.filter(({ labels }) => matchesAny(peer.nodeSelectors, labels))
      .map(({ name, bgp }) => ({
        key: `${peer.name} ${name}`,
        peer: peer.name,
        node: name,
        router: routerOf(peer),
        isUp: bgp.sessions.includes(peer.name),
        problems: bgp.problems,
      }))
  );
}

function routerOf({ at }: BGPNeighbor): string {
  return "address" in at ? at.address.text : at.interface;
}
