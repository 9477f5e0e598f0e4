/**
 * Pairs each Service with its allocation.
 *
 * @module
 */

import type { Allocation } from "./allocation.ts";
import { keyOf, type Service } from "../kubernetes.ts";
import { byKey } from "../order.ts";

export interface ServiceAllocation {
  readonly service: Service;
  readonly allocation: Allocation;
}

/** The pairs, by key. Both lists are walked once in the order of keys, which is faster than one lookup for each key. */
export function serviceAllocations(
  services: readonly Service[],
  allocations: readonly Allocation[],
): readonly ServiceAllocation[] {
  const pairs: ServiceAllocation[] = [];
  let next = 0;
  for (const service of services.toSorted(byKey)) {
    const allocation = allocations[next];
    if (allocation === undefined) break;
    if (allocation.service !== keyOf(service)) continue;
    pairs.push({ service, allocation });
    next++;
  }
  return pairs;
}
