/**
 * The home links of an address: the links in its subnet.
 *
 * @module
 */

import { addressBytes } from "../../addresses/address_bytes.ts";
import type { IPFamily } from "../../kubernetes.ts";
import type { UsableLink } from "./situation.ts";

interface Subnet {
  readonly link: string;
  readonly bytes: Uint8Array;
  readonly prefix: number;
}

/**
 * The subnets of all these links, including the subnets of addresses that a link has lost. Callers compute them once
 * for many addresses.
 */
export function subnetsOf(links: readonly UsableLink[]): readonly Subnet[] {
  return links.flatMap((link) =>
    [...link.addresses, ...Object.values(link.lost ?? {}).flat()].map((cidr): Subnet => {
      const [address = "", prefix = ""] = cidr.split("/");
      return { link: link.name, bytes: addressBytes(address), prefix: Number(prefix) };
    })
  );
}

/**
 * The links whose subnet contains the address. On these links, hosts send ARP requests for the address, and this node
 * hears the other nodes of the order. If no subnet contains the address: all given links.
 *
 * @param links names of links
 */
export function homeLinks(address: string, links: readonly string[], subnets: readonly Subnet[]): readonly string[] {
  if (links.length < 2) return links;
  const bytes = addressBytes(address);
  const home = links.filter((link) => subnets.some((subnet) => subnet.link === link && contains(subnet, bytes)));
  return home.length > 0 ? home : links;
}

/** By family: the names of the links on which the kernel can serve the family. All other links count as down for it. */
export function namesByFamily(links: readonly UsableLink[]): Readonly<Record<IPFamily, readonly string[]>> {
  const serving = (family: IPFamily): readonly string[] =>
    links.filter(({ lost }) => lost?.[family] === undefined).map(({ name }) => name);
  return { IPv4: serving("IPv4"), IPv6: serving("IPv6") };
}

/** True if a subnet of the link contains the address. The prefix length in `cidr` is ignored. */
export function shareSubnet(link: UsableLink, cidr: string): boolean {
  const [address = ""] = cidr.split("/");
  const bytes = addressBytes(address);
  return subnetsOf([link]).some((subnet) => contains(subnet, bytes));
}

function contains(subnet: Subnet, bytes: Uint8Array): boolean {
  if (subnet.bytes.length !== bytes.length) return false;
  for (let bit = 0; bit < subnet.prefix; bit += 8) {
    const kept = Math.min(8, subnet.prefix - bit);
    const mask = 0xff & (0xff << (8 - kept));
    if (((subnet.bytes[bit / 8] ?? 0) & mask) !== ((bytes[bit / 8] ?? 0) & mask)) return false;
  }
  return true;
}
