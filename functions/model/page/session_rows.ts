/**
 * Sessions with BGP peers, as the announcers tell of them.
 *
 * @module
 */

import { readBGPConfiguration } from "../bgp/bgp_configuration.ts";
import type { BGPNeighbor } from "../bgp/bgp_neighbor.ts";
import { readAnnouncers } from "../election/announcers.ts";
import type { Observed } from "../observed.ts";
import { readPools } from "../pools/pool.ts";
import { matchesAny } from "../selector.ts";
import type { SessionRow } from "./page_state.ts";

/** By name of the peer, then of the node. A node whose announcer is gone, or speaks no BGP, has none. */
export function sessionRows(observed: Observed): SessionRow[] {
  const { bgpPeers, leases, nodes, pools, now, followedSince, settings: { namespace } } = observed;
  if (bgpPeers.length === 0) return [];
  const { valid } = readPools(pools, namespace);
  const { peers } = readBGPConfiguration(observed, { namespace, nodes, pools: valid });
  const { byNode } = readAnnouncers(leases, now, followedSince);
  const speaking = nodes.flatMap(({ metadata: { name, labels = {} } }) => {
    const { standing, bgp } = byNode.get(name) ?? {};
    return bgp === undefined || standing === "gone" ? [] : [{ name, labels, bgp }];
  }).sort((one, other) => one.name < other.name ? -1 : 1);
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
