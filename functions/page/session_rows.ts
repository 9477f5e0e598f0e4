/**
 * Rows for sessions with BGP peers.
 *
 * @module
 */

import type { Configuration } from "../model/configuration/configuration.ts";
import type { Observed } from "../model/observed.ts";
import { peerSessions, routerOf } from "../model/questions/peer_sessions.ts";
import type { SessionRow } from "./page_state.ts";

/** The rows, sorted by peer, then by node. */
export function sessionRows(observed: Observed, { bgp: { peers } }: Configuration): SessionRow[] {
  return peerSessions(observed, peers).map(({ peer, node, isUp, problems }) => ({
    key: `${peer.name} ${node}`,
    peer: peer.name,
    node,
    router: routerOf(peer),
    isUp,
    problems,
  }));
}
