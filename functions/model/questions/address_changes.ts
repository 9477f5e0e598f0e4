/**
 * Finds the addresses that Services have now and would lose.
 *
 * @module
 */

import type { Allocation } from "../allocation/allocation.ts";
import { standingAddresses } from "../allocation/claims.ts";
import { entriesWithoutAddress } from "../allocation/current_addresses.ts";
import type { VirtualIP } from "../crds.ts";
import type { Inventory } from "../allocation/inventory.ts";
import type { ServiceState } from "../allocation/service_state.ts";
import type { Settlement } from "../allocation/settlement.ts";
import type { ObjectKey } from "../kubernetes.ts";
import { wrongFieldOf } from "../addresses/unused_virtual_ips.ts";

export interface AddressChange {
  readonly service: ObjectKey;
  /** The addresses that the Service has now by VirtualIPs or by its status, then the other entries of its status. */
  readonly old: readonly string[];
  /** Those of `old` that the Service would lose. */
  readonly lost: readonly string[];
  /** The addresses that the Service would have; empty: none. */
  readonly new: readonly string[];
  readonly why: string;
}

/**
 * The Services that would lose something, sorted by key: an address that they have by a VirtualIP or by their status,
 * or another entry of their status. Left out are Services that only gain addresses, Services of another type or class,
 * and Services with addresses of another load balancer.
 *
 * @param allocations those of the settlement, in the order of its `serviceStates`
 */
export function addressChanges(
  { inventory, serviceStates }: Settlement,
  allocations: readonly Allocation[],
): readonly AddressChange[] {
  return allocations.flatMap((allocation, place) => {
    const serviceState = serviceStates[place];
    return serviceState === undefined ? [] : addressChangeOf(serviceState, allocation, inventory) ?? [];
  });
}

/** What the Service would lose; undefined: nothing. */
export function addressChangeOf(
  serviceState: ServiceState,
  allocation: Allocation,
  inventory: Inventory,
): AddressChange | undefined {
  const { service, addresses, foreign } = allocation;
  if (foreign !== undefined) return undefined;
  const old = [...standingAddresses(serviceState, inventory), ...entriesWithoutAddress(serviceState.service)];
  const lost = old.filter((text) => !addresses.includes(text));
  return lost.length === 0
    ? undefined
    : { service, old, lost, new: addresses, why: whyLost(lost, allocation, inventory) };
}

function whyLost(lost: readonly string[], { service, released }: Allocation, { holds }: Inventory): string {
  const others = lost.filter((text) => released?.addresses.includes(text) !== true);
  const unused = others.flatMap((text) => holds.unusedFor(text, service));
  return [
    ...(released === undefined ? [] : [released.why.message]),
    ...(others.length === 0 ? [] : [writtenByAnother(others, unused)]),
  ].join("; ");
}

/** @param unused VirtualIPs that name the Service for these addresses, but do not count */
function writtenByAnother(entries: readonly string[], unused: readonly VirtualIP[]): string {
  const written = `another actor has written ${entries.join(" and ")} into the status, and `;
  const them = entries.length === 1 ? "it" : "them";
  if (unused.length === 0) return `${written}no VirtualIP names the Service for ${them}`;
  return written +
    unused.map((each) =>
      `VirtualIP ${each.metadata.name}, which names the Service for ${them}, does not count because of its ${
        wrongFieldOf(each)
      }`
    ).join(", and ");
}
