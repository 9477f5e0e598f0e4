/**
 * Which Services use which address.
 *
 * @module
 */

import { parseAddress } from "./address.ts";
import { isEligible } from "./eligibility.ts";
import { keyOf, type ObjectKey, type Service } from "./kubernetes.ts";
import { annotationAllocatedFrom } from "./names.ts";
import type { Observed } from "./observed.ts";
import { readServed, servingNodes } from "./served.ts";

/** A Service on an address. */
export interface Claimant {
  readonly key: ObjectKey;
  readonly service: Service;
  /** The pool that it says to have the address from. */
  readonly pool: string | undefined;
  /** Whether an endpoint can serve it. */
  readonly isServed: boolean;
  /** Where it wants to be served only where it is announced (`externalTrafficPolicy: Local`): the nodes that can. */
  readonly servedOn: readonly string[] | undefined;
}

/**
 * The Services on each address of `status.loadBalancer.ingress`, in canonical text, ordered by key. What is no address is left
 * out.
 *
 * @param known addresses in canonical text: those need no parsing
 */
export function claimsByAddress(
  { services, settings, endpointSlices }: Pick<Observed, "services" | "settings" | "endpointSlices">,
  known: { has(text: string): boolean },
): ReadonlyMap<string, readonly Claimant[]> {
  const served = readServed(endpointSlices);
  const everywhere = settings.assume === "live" && endpointSlices.length === 0;
  const claims = new Map<string, Claimant[]>();
  for (const service of services) {
    if (!isEligible(service, settings)) continue;
    const { spec, status, metadata } = service;
    let claimant: Claimant | undefined;
    for (const { ip } of status?.loadBalancer?.ingress ?? []) {
      const address = ip === undefined || known.has(ip) ? ip : parseAddress(ip)?.text;
      if (address === undefined) continue;
      if (claimant === undefined) {
        const key = keyOf(service);
        const slices = served.get(key);
        claimant = {
          key,
          service,
          pool: metadata.annotations?.[annotationAllocatedFrom],
          isServed: everywhere || slices !== undefined,
          servedOn: spec.externalTrafficPolicy === "Local" && !everywhere ? servingNodes(slices ?? []) : undefined,
        };
      }
      const others = claims.get(address);
      if (others === undefined) claims.set(address, [claimant]);
      else if (!others.includes(claimant)) others.push(claimant);
    }
  }
  for (const claimants of claims.values()) {
    if (claimants.length > 1) claimants.sort((one, other) => one.key < other.key ? -1 : 1);
  }
  return claims;
}
