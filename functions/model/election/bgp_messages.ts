/**
 * The messages about whether an address is announced by BGP, and about the nodes that do not announce it.
 *
 * @module
 */

import { exclusionMessage, nodeList, partsByCause, type SupposedGone } from "./announcement_messages.ts";
import { moveText } from "../pools/misplaced.ts";
import type { BGPCandidacy, BGPSilence } from "./election.ts";

/** @param tellers the nodes that announce, with the peers that receive the routes */
export function bgpAnnouncingMessage(
  tellers: readonly { readonly node: string; readonly peers: readonly string[] }[],
): string {
  const nodes = tellers.map(({ node }) => node);
  const peers = [...new Set(tellers.flatMap((each) => each.peers))].sort();
  return `announced from ${nodes.length === 1 ? "node" : "nodes"} ${nodeList(nodes)} with protocol bgp to ${
    peers.join(", ")
  }`;
}

export function bgpPendingMessage({ speakers }: BGPCandidacy): string {
  const nodes = speakers.map(({ node }) => node);
  const peers = [...new Set(speakers.flatMap((each) => each.peers))].sort();
  const who = nodes.length === 1 ? `node ${nodes[0]} is` : `nodes ${nodeList(nodes)} are`;
  return `${who} to announce with protocol bgp and ${nodes.length === 1 ? "has" : "have"} no session with ${
    peers.join(", ")
  } yet`;
}

/** Why no node is to announce. */
export function bgpSilenceMessage(candidacy: BGPCandidacy, supposed?: SupposedGone): string {
  const { failure, excluded, misplacedPeers = [] } = candidacy;
  const parts = partsByCause(excluded, (reason) => bgpExclusionMessage(reason, candidacy), supposed);
  const nodes = parts.length === 0 ? "; there is no node" : `; ${parts.join("; ")}`;
  switch (failure) {
    case "NoPeer":
      return misplacedPeers.length > 0
        ? `no node announces it to any BGPPeer in the right namespace: ${moveText(misplacedPeers)}${nodes}`
        : `no node announces it to any BGPPeer: add one, or correct spec.peers of ${
          advertisementsOf(candidacy)
        }${nodes}`;
    case "NoLocalEndpoints":
      return "externalTrafficPolicy is Local, and no node that may announce by BGP has an endpoint that can serve: start a " +
        `Pod on one of them, or set the policy to Cluster${nodes}`;
    default:
      return `no node may announce by BGP${nodes}`;
  }
}

/** Why one node does not announce by BGP, and the cure. */
export function bgpExclusionMessage(reason: BGPSilence, candidacy: BGPCandidacy): string {
  switch (reason) {
    case "NotSelected":
      return `not selected by ${advertisementsOf(candidacy)}; see spec.nodeSelectors`;
    case "NoBGP":
      return "its announcer does not speak BGP; start it with --bgp";
    case "NoPeer":
      return `has no BGPPeer for the address's family to which ${advertisementsOf(candidacy)} announces`;
    default:
      return exclusionMessage(reason, candidacy);
  }
}

function advertisementsOf({ advertisements }: BGPCandidacy): string {
  return advertisements.length === 1
    ? `BGPAdvertisement ${advertisements[0]}`
    : `any of the BGPAdvertisements ${advertisements.join(", ")}`;
}
