/**
 * Explains for one address which nodes announce it by BGP to which peers, and why each of the other nodes does not.
 *
 * @module
 */

import { bgpExclusionMessage } from "../election/bgp_messages.ts";
import type { BGPCandidacy, BGPSpeaker } from "../election/election.ts";
import type { NodeStanding } from "./explanation.ts";
import { refusedByFRR, tellsPeers, waitsForPeers } from "./node_messages.ts";

export function bgpStandings(candidacy: BGPCandidacy, address: string): readonly NodeStanding[] {
  const { speakers, excluded } = candidacy;
  return [
    ...speakers.map((speaker) => speakerStanding(speaker, address)),
    ...excluded.map(({ node, reason }): NodeStanding => ({
      name: node,
      standing: "may not",
      message: bgpExclusionMessage(reason, candidacy),
    })),
  ];
}

function speakerStanding({ node, peers, sessions, withheld }: BGPSpeaker, address: string): NodeStanding {
  if (withheld.has(address)) return { name: node, standing: "chosen", message: refusedByFRR };
  return sessions.length === 0 ? { name: node, standing: "chosen", message: waitsForPeers(peers) } : {
    name: node,
    standing: "announces",
    message: tellsPeers(sessions, peers.filter((each) => !sessions.includes(each))),
  };
}
