/**
 * The families of addresses that the kernel of this host cannot serve on a link.
 *
 * @module
 */

import { isIPv6 } from "../addresses/address.ts";
import type { IPFamily } from "../kubernetes.ts";
import type { Link } from "./link.ts";

/** By family that cannot be served: the last addresses of the family that the link had, in CIDR notation. */
export type LostFamilies = Partial<Readonly<Record<IPFamily, readonly string[]>>>;

/** The kernel gives a link at least a link-local IPv6 address. So on a link without one, IPv6 does not work. */
const needsAddress: Readonly<Record<IPFamily, "always" | "once it had one">> = {
  IPv6: "always",
  // A VLAN that only clients use often has no IPv4 address, and answers ARP nevertheless.
  IPv4: "once it had one",
};

/**
 * The families without an address on the link. IPv6 counts as lost also if the link never had an IPv6 address: then
 * IPv6 is switched off on the link, or the link's MTU is below 1,280. IPv4 counts as lost only if the link had an IPv4
 * address before.
 *
 * @param before the last addresses of each family that the link had
 */
export function lostFamilies({ addresses }: Link, before: LostFamilies): LostFamilies {
  const lost: { -readonly [Family in keyof LostFamilies]: LostFamilies[Family] } = {};
  for (const family of ["IPv4", "IPv6"] as const) {
    if (addresses.some(({ address }) => isOf(family, address))) continue;
    if (needsAddress[family] === "always" || before[family] !== undefined) lost[family] = before[family] ?? [];
  }
  return lost;
}

/** For each family: the global addresses that the link has now; those in `before` if it has none now. */
export function addressesHad({ addresses }: Link, before: LostFamilies): LostFamilies {
  const had = (family: IPFamily): LostFamilies => {
    const now = addresses.filter(({ address, scope }) => scope === "global" && isOf(family, address));
    return now.length === 0 ? {} : { [family]: now.map(({ address, prefix }) => `${address}/${prefix}`) };
  };
  return { ...before, ...had("IPv4"), ...had("IPv6") };
}

function isOf(family: IPFamily, address: string): boolean {
  return isIPv6(address) === (family === "IPv6");
}
