/**
 * Which links may announce addresses, and which never do. The rules are MetalLB's, with one exception: a member of a
 * VRF may announce. A VRF's member processes its IP packets itself; the frames of a bridge's or bond's member are
 * processed by the master.
 *
 * @module
 */

import type { Link } from "./link.ts";

/**
 * Regular expressions for the names of links that clients cannot reach: links of containers, of the host itself and of
 * the cluster (MetalLB's list).
 */
export const defaultExclusions: readonly string[] = [
  "^docker.*",
  "^cbr.*",
  "^dummy.*",
  "^virbr.*",
  "^lxcbr.*",
  "^veth.*",
  "^lo$",
  "^cali.*",
  "^tunl.*",
  "^flannel.*",
  "^kube-ipvs.*",
  "^cni.*",
  "^nodelocaldns.*",
  "^lxc.*",
];

export type EligibleLink = Link & { readonly mac: string };

/**
 * The links that may announce, whether up or down, sorted by name. A link whose name matches one of `exclusions` may
 * never announce.
 */
export function eligibleLinks(links: Iterable<Link>, exclusions: readonly RegExp[]): EligibleLink[] {
  return Array.from(links).filter((link) => isEligible(link, exclusions)).toSorted((a, b) => a.name < b.name ? -1 : 1);
}

function isEligible(link: Link, exclusions: readonly RegExp[]): link is EligibleLink {
  if (exclusions.some((exclusion) => exclusion.test(link.name))) return false;
  if (link.master !== undefined && link.master.kind !== "vrf") return false;
  return link.arp && link.mac !== undefined && (link.broadcast || linkLocalAddress(link) !== undefined);
}

/**
 * The link-local IPv6 address of the link, which is the source of its neighbor discovery; undefined if the link has
 * none.
 */
export function linkLocalAddress(link: Link): string | undefined {
  return link.addresses.find(({ address }) => /^fe[89ab]/.test(address))?.address;
}
