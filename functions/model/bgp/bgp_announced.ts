/**
 * Whether an address is announced by BGP, as far as the announcers have said.
 *
 * @module
 */

import { noEndpointsMessage } from "../election/announcement_messages.ts";
import type { BGPCandidacy } from "../election/election.ts";
import type { AnnouncementVerdict } from "../reasons.ts";
import { bgpAnnouncingMessage, bgpPendingMessage, bgpSilenceMessage } from "./bgp_messages.ts";

/** A node that announces an address, and the peers that hear it. */
export interface BGPTeller {
  readonly node: string;
  /** Sorted. */
  readonly peers: readonly string[];
}

export interface BGPAnnounced {
  /** In the order of the nodes' names; empty: nobody is known to announce. */
  readonly tellers: readonly BGPTeller[];
  readonly verdict: AnnouncementVerdict;
}

/** Before anybody has reported. */
export function bgpVerdict(candidacy: BGPCandidacy): AnnouncementVerdict {
  const { failure } = candidacy;
  if (failure === undefined) return { reason: "Pending", message: bgpPendingMessage(candidacy) };
  const message = failure === "NoEndpoints" ? noEndpointsMessage : bgpSilenceMessage(candidacy);
  return { reason: failure, message };
}

/** Told by the announcers' Leases: with whom they have sessions, and what they cannot announce. */
export function bgpAnnounced(candidacy: BGPCandidacy, address: string): BGPAnnounced {
  const tellers = candidacy.speakers.flatMap(({ node, sessions, withheld }) =>
    sessions.length === 0 || withheld.has(address) ? [] : [{ node, peers: sessions }]
  );
  if (tellers.length === 0) return { tellers, verdict: bgpVerdict(candidacy) };
  return { tellers, verdict: { reason: "Announcing", message: bgpAnnouncingMessage(tellers) } };
}
