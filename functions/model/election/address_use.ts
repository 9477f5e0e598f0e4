/**
 * Which Services use which address.
 *
 * @module
 */

import { parseAddress, virtualIPName } from "../addresses/address.ts";
import type { VirtualIP } from "../crds.ts";
import { isEligible } from "../allocation/eligibility.ts";
import { type EndpointSlice, keyOf, type ObjectKey, type Service } from "../kubernetes.ts";
import { annotationAllocatedFrom } from "../names.ts";
import type { Observed } from "../observed.ts";
import { readServed, servingNodes } from "./served.ts";
import { mapsOf } from "../shape.ts";

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

/** An address with its VirtualIP, its Services, or both. */
export interface AddressUse {
  /** Canonical text. */
  readonly address: string;
  readonly virtualIP: VirtualIP | undefined;
  /** Ordered by key. */
  readonly claimants: readonly Claimant[];
}

/**
 * By address: first those that have a VirtualIP, in the order of these; then the others that Services have in
 * `status.loadBalancer.ingress`. What is no address is left out.
 *
 * One table for all of it, since on many addresses most of an election's time goes into looking things up.
 */
export function addressUses(
  { services, settings, endpointSlices, virtualIPs }: Pick<
    Observed,
    "services" | "settings" | "endpointSlices" | "virtualIPs"
  >,
): ReadonlyMap<string, AddressUse> {
  const uses = new Map<string, Use>();
  for (const virtualIP of virtualIPs) {
    const { address } = virtualIP.spec;
    if (isWellNamed(virtualIP)) uses.set(address, { address, virtualIP, claimants: [] });
  }
  const served = readServed(endpointSlices);
  const everywhere = settings.assume === "live" && endpointSlices.length === 0;
  for (const service of services) {
    if (!isEligible(service, settings)) continue;
    let claimant: Claimant | undefined;
    for (const { ip } of mapsOf(service.status?.loadBalancer?.ingress)) {
      const use = ip === undefined ? undefined : useOf(ip, uses);
      if (use === undefined) continue;
      claimant ??= claimantOf(service, served, everywhere);
      if (!use.claimants.includes(claimant)) use.claimants.push(claimant);
    }
  }
  for (const { claimants } of uses.values()) {
    if (claimants.length > 1) claimants.sort((one, other) => one.key < other.key ? -1 : 1);
  }
  return uses;
}

interface Use extends AddressUse {
  readonly claimants: Claimant[];
}

/** What is known of the address already needs no parsing. */
function useOf(ip: string, uses: Map<string, Use>): Use | undefined {
  const known = uses.get(ip);
  if (known !== undefined) return known;
  const address = parseAddress(ip)?.text;
  if (address === undefined) return undefined;
  const use = uses.get(address) ?? { address, virtualIP: undefined, claimants: [] };
  uses.set(address, use);
  return use;
}

function claimantOf(
  service: Service,
  served: ReadonlyMap<ObjectKey, readonly EndpointSlice[]>,
  everywhere: boolean,
): Claimant {
  const key = keyOf(service);
  const slices = served.get(key);
  const isLocal = service.spec.externalTrafficPolicy === "Local" && !everywhere;
  return {
    key,
    service,
    pool: service.metadata.annotations?.[annotationAllocatedFrom],
    isServed: everywhere || slices !== undefined,
    servedOn: isLocal ? servingNodes(slices ?? []) : undefined,
  };
}

/** One that somebody made by hand under another name is not owned, and goes. */
function isWellNamed({ metadata: { name }, spec: { address } }: VirtualIP): boolean {
  return name === address || (name === virtualIPName(address) && parseAddress(address)?.text === address);
}
