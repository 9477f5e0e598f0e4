/**
 * The networks that this node shares with its peers.
 *
 * @module
 */

import { shareSubnet } from "../../functions/model/announcing/duties/home_links.ts";
import type { UsableLink } from "../../functions/model/announcing/duties/situation.ts";
import type { AnnouncedLink } from "../../functions/model/announcing/status/announcer_lease.ts";
import type { PeerAddress } from "../peers/peer_address.ts";

export interface LeasedPeer {
  readonly node: string;
  readonly links: readonly LeasedLink[];
}

export interface LeasedLink extends AnnouncedLink {
  /** An earlier version of the Lease named the link; the current one does not. */
  readonly isUnplugged?: boolean;
}

/**
 * One address of each peer for each link of this node that shares a subnet with the peer. Addresses that two nodes have
 * are ignored: OVN-Kubernetes gives every node 169.254.169.2, and container bridges have the same address everywhere.
 *
 * If no subnet is shared, a link is matched with the peer's link of the same name, provided that both have host
 * addresses (/32, /128).
 */
export function sharedNetworks(peers: readonly LeasedPeer[], links: readonly UsableLink[]): PeerAddress[] {
  const common = commonAddresses(peers, links);
  return peers.flatMap((peer) => {
    const theirs = peer.links.map((link) => ({
      ...link,
      addresses: link.addresses.filter((each) => !common.has(hostOf(each))),
    }));
    return links.flatMap((link) => meeting(peer.node, theirs, link));
  });
}

function meeting(node: string, theirs: readonly LeasedLink[], link: UsableLink): readonly PeerAddress[] {
  const macs = theirs.map(({ mac }) => mac);
  const meetings: readonly ((their: LeasedLink) => string | undefined)[] = [
    ({ addresses }) => addresses.find((each) => shareSubnet(link, each)),
    ({ name, addresses }) => name === link.name ? addresses.find((each) => isReached(each, link)) : undefined,
  ];
  for (const addressOn of meetings) {
    for (const their of theirs) {
      const cidr = addressOn(their);
      if (cidr === undefined) continue;
      const { mac, isUnplugged = false } = their;
      return [{ node, link: link.name, address: hostOf(cidr), mac, macs, ...(isUnplugged && { isUnplugged }) }];
    }
  }
  return [];
}

/** True if `cidr` and an address of the link are host addresses of one family: routes connect such hosts. */
function isReached(cidr: string, { addresses }: UsableLink): boolean {
  return isHostAddress(cidr) && addresses.some((own) => isHostAddress(own) && own.includes(":") === cidr.includes(":"));
}

function isHostAddress(cidr: string): boolean {
  return cidr.endsWith(cidr.includes(":") ? "/128" : "/32");
}

function commonAddresses(peers: readonly LeasedPeer[], links: readonly UsableLink[]): ReadonlySet<string> {
  const owners = [links, ...peers.map((peer) => peer.links)];
  const counts = new Map<string, number>();
  for (const owned of owners) {
    for (const host of new Set(owned.flatMap(({ addresses }) => addresses.map(hostOf)))) {
      counts.set(host, (counts.get(host) ?? 0) + 1);
    }
  }
  return new Set(counts.entries().filter(([, count]) => count > 1).map(([host]) => host));
}

function hostOf(cidr: string): string {
  return cidr.split("/", 1).join();
}

/** Pairs of a MAC and the node whose link has it. */
export function leasedMacs(nodes: readonly LeasedPeer[]): (readonly [string, string])[] {
  return nodes.flatMap(({ node, links }) => links.map(({ mac }) => [mac, node] as const));
}
