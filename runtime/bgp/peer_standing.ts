/**
 * The BGPPeers of this node as FRR sees them, for metrics, the log and the Lease.
 *
 * @module
 */

import type { RoutedPeer } from "../../functions/route.ts";
import type { BFDSession, BGPSession } from "../frr/session.ts";

export interface PeerStanding extends RoutedPeer {
  /** Absent if FRR does not run or does not know the peer yet. */
  readonly session?: BGPSession;
  /** Absent if no BFD session watches the path. */
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

/** True if this BFD session watches the path to this peer. */
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
