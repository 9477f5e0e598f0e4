/**
 * Where this node and a peer meet.
 *
 * @module
 */

import type { AnnouncedLink } from "../../functions/model/announcing/announcer_lease.ts";
import { shareSubnet } from "../../functions/model/announcing/home_links.ts";
import type { UsableLink } from "../../functions/model/announcing/situation.ts";
import type { PeerAddress } from "../peers/peer_address.ts";

export interface LeasedPeer {
  readonly node: string;
  readonly links: readonly LeasedLink[];
}

export interface LeasedLink extends AnnouncedLink {
  /** Its Lease has named it, and does not any more. */
  readonly isUnplugged?: boolean;
}

/** One address of the peer for each of this node's links that has a subnet with it. */
export function sharedNetworks(peer: LeasedPeer, links: readonly UsableLink[]): PeerAddress[] {
  return links.flatMap((link) => {
    for (const theirs of peer.links) {
      const cidr = theirs.addresses.find((each) => shareSubnet(link, each));
      const [address] = cidr?.split("/") ?? [];
      if (address !== undefined) {
        const { mac, isUnplugged = false } = theirs;
        const macs = peer.links.map((each) => each.mac);
        return [{ node: peer.node, link: link.name, address, mac, macs, ...(isUnplugged && { isUnplugged }) }];
      }
    }
    return [];
  });
}

/** By MAC, whose link has it. */
export function leasedMacs(nodes: readonly LeasedPeer[]): (readonly [string, string])[] {
  return nodes.flatMap(({ node, links }) => links.map(({ mac }) => [mac, node] as const));
}
