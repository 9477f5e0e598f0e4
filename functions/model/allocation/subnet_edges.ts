/**
 * The addresses at the edges of the nodes' subnets. No single host can be reached at them. The last IPv4 address of a
 * subnet is the broadcast address (RFC 919). The first IPv4 address means the subnet itself (RFC 1122 §3.2.1.3). The
 * first IPv6 address is answered by every router (RFC 4291 §2.6.1). Subnets of one or two addresses have no edges (RFC
 * 3021, RFC 6164).
 *
 * @module
 */

import { type Address, addressBits, addressOf, parseAddress } from "../addresses/address.ts";
import { readLinks } from "../announcing/status/announcer_lease.ts";
import type { Lease } from "../kubernetes.ts";
import { annotationLinks } from "../names.ts";

export interface SubnetEdge {
  readonly address: Address;
  readonly is: "broadcast" | "network" | "anycast";
  /** In CIDR notation. */
  readonly subnet: string;
}

/** By canonical text of the address. */
export type SubnetEdges = ReadonlyMap<string, SubnetEdge>;

/** @param leases the announcers' Leases, which name the nodes' subnets */
export function readSubnetEdges(leases: readonly Lease[]): SubnetEdges {
  const edges = new Map<string, SubnetEdge>();
  const known = new Set<string>();
  for (const { metadata: { annotations } } of leases) {
    for (const { addresses } of readLinks(annotations?.[annotationLinks]) ?? []) {
      for (const text of addresses) {
        const subnet = subnetOf(text);
        if (subnet === undefined || known.has(subnet.text)) continue;
        known.add(subnet.text);
        for (const edge of edgesOf(subnet)) edges.set(edge.address.text, edge);
      }
    }
  }
  return edges;
}

interface Subnet {
  readonly first: Address;
  readonly size: bigint;
  readonly text: string;
}

function subnetOf(text: string): Subnet | undefined {
  const [host = "", prefix = ""] = text.split("/");
  const address = parseAddress(host);
  if (address === undefined) return undefined;
  const free = addressBits[address.family] - Number(prefix);
  if (!(free >= 2)) return undefined;
  const size = 1n << BigInt(free);
  const first = addressOf(address.family, address.value - address.value % size);
  return { first, size, text: `${first.text}/${prefix}` };
}

function edgesOf({ first, size, text: subnet }: Subnet): readonly SubnetEdge[] {
  return first.family === "IPv6" ? [{ address: first, is: "anycast", subnet }] : [
    { address: first, is: "network", subnet },
    { address: addressOf("IPv4", first.value + size - 1n), is: "broadcast", subnet },
  ];
}
