/**
 * Finds the addresses that are in the status of a Service now and that the Service would lose.
 *
 * @module
 */

import { currentAddresses } from "../allocation/current_addresses.ts";
import { isEligible } from "../allocation/eligibility.ts";
import { keyOf, type ObjectKey } from "../kubernetes.ts";
import type { Observed } from "../observed.ts";
import { compare } from "../order.ts";
import type { Desired } from "../reporting/desired.ts";

export interface AddressChange {
  readonly service: ObjectKey;
  /** The addresses that are in the Service's status now. */
  readonly old: readonly string[];
  /** The addresses that the Service would have; empty: none. */
  readonly new: readonly string[];
  readonly why: string;
}

/**
 * The Services that would lose an address of their status, sorted by key. Left out are Services that only gain
 * addresses, Services of another type or class, and Services with addresses of another load balancer.
 */
export function addressChanges(
  { services, settings }: Pick<Observed, "services" | "settings">,
  { allocations }: Pick<Desired, "allocations">,
): readonly AddressChange[] {
  const byKey = new Map(allocations.map((allocation) => [allocation.service, allocation]));
  const changes: AddressChange[] = [];
  for (const service of services) {
    const allocation = byKey.get(keyOf(service));
    if (allocation === undefined || allocation.foreign !== undefined || !isEligible(service, settings)) continue;
    const old = currentAddresses(service).map(({ text }) => text);
    if (old.every((address) => allocation.addresses.includes(address))) continue;
    const { addresses, released, verdict } = allocation;
    const why = released?.why.message ?? (addresses.length === 0 ? verdict.message : putBack);
    changes.push({ service: allocation.service, old, new: addresses, why });
  }
  return changes.sort((one, other) => compare(one.service, other.service));
}

const putBack = "the VirtualIP of the new address names the Service: another actor has written over the status";
