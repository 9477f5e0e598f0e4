/**
 * The BGPPeers of this node as FRR sees them: what metrics, the log and the Lease tell of.
 *
 * @module
 */

import type { RoutedPeer } from "../../functions/route.ts";
import type { BFDSession, BGPSession } from "../frr/session.ts";

export interface PeerStanding extends RoutedPeer {
  /** Absent: FRR does not know of it yet, or is not there. */
  readonly session?: BGPSession;
  /** Absent: no BFD watches the way. */
  readonly bfd?: BFDSession;
}

export function peerStandings(
  peers: readonly RoutedPeer[],
  { bgp, bfd }: { readonly bgp: readonly BGPSession[]; readonly bfd: readonly BFDSession[] },
): readonly PeerStanding[] {
  return peers.map((peer) => {
    const session = bgp.find(({ neighbor, vrf }) => neighbor === peer.neighbor && vrf === peer.vrf);
    const watched = bfd.find((each) => isWatching(each, peer));
    return { ...peer, ...(session !== undefined && { session }), ...(watched !== undefined && { bfd: watched }) };
  });
}

/** Whether a BFD session is about the way to this peer. */
export function isWatching(
  bfd: Pick<BFDSession, "neighbor" | "interface" | "vrf">,
  { neighbor, vrf }: RoutedPeer,
): boolean {
  if (bfd.vrf !== vrf) return false;
  return bfd.neighbor === neighbor || (bfd.interface === neighbor && bfd.neighbor.startsWith("fe80:"));
}

export function isUp({ session }: PeerStanding): boolean {
  return session?.state === "Established";
}
