/**
 * Which Services use which address.
 *
 * @module
 */

import { parseAddress } from "./address.ts";
import { isEligible } from "./eligibility.ts";
import { keyOf, type ObjectKey, type Service } from "./kubernetes.ts";
import type { Settings } from "./observed.ts";

/** A Service on an address. */
export interface Claimant {
  readonly key: ObjectKey;
  readonly service: Service;
}

/**
 * The Services on each address of `status.loadBalancer.ingress`, in canonical text, ordered by key. What is no address is left
 * out.
 *
 * @param known addresses in canonical text: those need no parsing
 */
export function claimsByAddress(
  services: readonly Service[],
  settings: Settings,
  known: { has(text: string): boolean },
): ReadonlyMap<string, readonly Claimant[]> {
  const claims = new Map<string, Claimant[]>();
  for (const service of services) {
    if (!isEligible(service, settings)) continue;
    const key = keyOf(service);
    for (const { ip } of service.status?.loadBalancer?.ingress ?? []) {
      const address = ip === undefined || known.has(ip) ? ip : parseAddress(ip)?.text;
      if (address === undefined) continue;
      const others = claims.get(address);
      if (others === undefined) claims.set(address, [{ key, service }]);
      else if (others.every((other) => other.key !== key)) others.push({ key, service });
    }
  }
  for (const claimants of claims.values()) {
    if (claimants.length > 1) claimants.sort((one, other) => one.key < other.key ? -1 : 1);
  }
  return claims;
}
