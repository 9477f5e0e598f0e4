/**
 * Which Service has which address: first keep, then give.
 *
 * @module
 */

import type { Allocated } from "./model/allocation/allocation.ts";
import { allocationOf } from "./model/allocation/allocation_of.ts";
import { isRetired } from "./model/allocation/eligibility.ts";
import { settle } from "./model/allocation/settlement.ts";
import { keyOf } from "./model/kubernetes.ts";
import type { Observed } from "./model/observed.ts";

/**
 * Gives every Service of type LoadBalancer and of this class its addresses, or says why it has none. An address in a Service's
 * status that it may still have stays its own before any new one is given; who asks for another keeps the old one until the new
 * one is there. The answer depends on nothing but what is observed, not on its order, and observing the answer changes nothing.
 */
export function allocate(
  observed: Pick<Observed, "now" | "settings" | "services" | "namespaces" | "pools" | "virtualIPs">,
): Allocated {
  const { services, now } = observed;
  const { estate, tenancies } = settle(observed);
  const retired = services.filter(isRetired).map(keyOf).sort();
  const firstFreed = [...estate.aside.values()].reduce((first, { until }) => Math.min(first, until), Infinity);
  return {
    allocations: tenancies.map((tenancy) => allocationOf(tenancy, estate)),
    ...(retired.length === 0 ? {} : { retired }),
    ...(firstFreed === Infinity ? {} : { resyncAfterSeconds: Math.ceil((firstFreed - now) / 1000) }),
  };
}

if (import.meta.main) await (await import("../runtime/cli/standalone.ts")).standalone("allocate");
