/**
 * Whether an address is announced by BGP, as the announcers' Leases show it.
 *
 * @module
 */

import { noEndpointsMessage, type SupposedGone } from "./announcement_messages.ts";
import type { BGPCandidacy } from "./election.ts";
import type { AnnouncementVerdict } from "../reasons.ts";
import { bgpAnnouncingMessage, bgpPendingMessage, bgpSilenceMessage } from "./bgp_messages.ts";

/** A node that announces an address, and the peers to which the node announces it. */
export interface BGPTeller {
  readonly node: string;
  /** Sorted. */
  readonly peers: readonly string[];
}

export interface BGPAnnounced {
  /** The announcing nodes, sorted by name; empty: none is known. */
  readonly tellers: readonly BGPTeller[];
  readonly verdict: AnnouncementVerdict;
}

/** The verdict while no Lease shows that a node announces the address. */
export function bgpVerdict(candidacy: BGPCandidacy, supposed?: SupposedGone): AnnouncementVerdict {
  const { failure } = candidacy;
  if (failure === undefined) return { reason: "Pending", message: bgpPendingMessage(candidacy) };
  const message = failure === "NoEndpoints" ? noEndpointsMessage : bgpSilenceMessage(candidacy, supposed);
  return { reason: failure, message };
}

/** The state by BGP. The Leases of the announcers list their sessions, and the addresses that they cannot announce. */
export function bgpAnnounced(candidacy: BGPCandidacy, address: string): BGPAnnounced {
  const tellers = candidacy.speakers.flatMap(({ node, sessions, withheld }) =>
    sessions.length === 0 || withheld.has(address) ? [] : [{ node, peers: sessions }]
  );
  if (tellers.length === 0) return { tellers, verdict: bgpVerdict(candidacy) };
  return { tellers, verdict: { reason: "Announcing", message: bgpAnnouncingMessage(tellers) } };
}
