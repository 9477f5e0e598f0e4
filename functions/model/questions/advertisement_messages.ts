/**
 * The messages about advertisements in an explanation.
 *
 * @module
 */

import type { L2Announcing } from "../advertisements/l2_advertisement.ts";
import type { Fault } from "../fault.ts";
import type { ObjectKey } from "../kubernetes.ts";

/** The common fields of L2Advertisements and BGPAdvertisements. Only L2Advertisements have interfaces. */
type Announcing = Pick<L2Announcing, "pools" | "poolSelectors"> & { readonly interfaces?: readonly string[] };

/** @param home the namespace of advertisements */
export function advertisementElsewhere(home: string): string {
  return `has no effect, since advertisements are read from namespace ${home} only`;
}

export function advertises({ pools, poolSelectors, interfaces = [] }: Announcing, pool: string): string {
  const which = pools.includes(pool)
    ? `names pool ${pool}`
    : poolSelectors.length > 0
    ? `selects pool ${pool} by its labels`
    : "is for all pools";
  return interfaces.length === 0 ? which : `${which}, on ${interfaces.join(", ")}`;
}

export function isForOtherPools({ pools, poolSelectors }: Announcing): string {
  const named = pools.length === 0 ? "" : `is for pool${pools.length === 1 ? "" : "s"} ${pools.join(", ")}`;
  const selected = poolSelectors.length === 0 ? "" : "its ipAddressPoolSelectors match other labels";
  return [named, selected].filter((part) => part !== "").join("; ") || "is for all pools, and the address is in none";
}

export function selectsOthers(services: readonly ObjectKey[]): string {
  return `its serviceSelectors do not match the labels of ${services.join(", ")}`;
}

export function leftOut(fault: Fault | undefined): string {
  return fault === undefined ? "it has an error" : `${fault.field}: ${fault.message}`;
}
