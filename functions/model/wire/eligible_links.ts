/**
 * Which links addresses may be announced on. The rules are MetalLB's, except that it skips members of a VRF too, which
 * keep an IP layer of their own: unlike in a bridge or a bond, frames are for them and not for their master.
 *
 * @module
 */

import type { Link } from "./link.ts";

export type EligibleLink = Link & { readonly mac: string };

/** The links that are eligible, whether up or down, sorted by name; `exclusions` are names to leave alone. */
export function eligibleLinks(links: Iterable<Link>, exclusions: readonly RegExp[]): EligibleLink[] {
  return Array.from(links).filter((link) => isEligible(link, exclusions)).toSorted((a, b) => a.name < b.name ? -1 : 1);
}

function isEligible(link: Link, exclusions: readonly RegExp[]): link is EligibleLink {
  if (exclusions.some((exclusion) => exclusion.test(link.name))) return false;
  if (link.master !== undefined && link.master.kind !== "vrf") return false;
  return link.arp && link.mac !== undefined && (link.broadcast || linkLocalAddress(link) !== undefined);
}

/** The IPv6 address from which the link takes part in neighbor discovery; absent: it does not. */
export function linkLocalAddress(link: Link): string | undefined {
  return link.addresses.find(({ address }) => /^fe[89ab]/.test(address))?.address;
}
