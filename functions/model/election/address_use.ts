/**
 * Which Services use which address.
 *
 * @module
 */

import { compare } from "../order.ts";
import { parseAddress } from "../addresses/address.ts";
import type { VirtualIP } from "../crds.ts";
import { isEligible } from "../allocation/eligibility.ts";
import { type EndpointSlice, keyOf, type ObjectKey, type Service } from "../kubernetes.ts";
import { annotationAllocatedFrom } from "../names.ts";
import type { Observed } from "../observed.ts";
import { readServed, servingNodes } from "./served.ts";
import { mapsOf } from "../shape.ts";
import { isWellNamed } from "../addresses/unused_virtual_ips.ts";

/** A Service that has the address in its status. */
export interface Claimant {
  readonly key: ObjectKey;
  readonly service: Service;
  /** The pool of the address, by the Service's annotation. */
  readonly pool: string | undefined;
  /** True if an endpoint can serve the Service. In manifests without EndpointSlices, always true. */
  readonly isServed: boolean;
  /**
   * With `externalTrafficPolicy: Local`: the nodes that can serve the Service. Otherwise, and in manifests without
   * EndpointSlices, undefined: every node can serve it.
   */
  readonly servedOn: readonly string[] | undefined;
  /** On each of these nodes: the number of endpoints that serve the Service; empty with `Cluster`. */
  readonly endpointsOn: ReadonlyMap<string, number>;
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
 * By address: first the addresses with a VirtualIP, in the order of the VirtualIPs; then the other addresses that are
 * in the `status.loadBalancer.ingress` of a Service that this controller serves. Entries that are not addresses are
 * left out.
 *
 * VirtualIPs and Services are in one table, so that each address needs only one lookup: lookups take most of the time
 * of an election.
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
    if (claimants.length > 1) claimants.sort((one, other) => compare(one.key, other.key));
  }
  return uses;
}

interface Use extends AddressUse {
  readonly claimants: Claimant[];
}

/**
 * The use of this address, added if it is new; undefined if the text is no address. To save time, text that is already
 * in the map is not parsed.
 */
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
  const endpointsOn = isLocal ? servingNodes(slices ?? []) : nowhere;
  return {
    key,
    service,
    pool: service.metadata.annotations?.[annotationAllocatedFrom],
    isServed: everywhere || slices !== undefined,
    servedOn: isLocal ? [...endpointsOn.keys()] : undefined,
    endpointsOn,
  };
}

const nowhere: ReadonlyMap<string, number> = new Map();
