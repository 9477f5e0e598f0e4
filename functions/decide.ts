/**
 * One pass: from the world as it is to the world as it should be.
 *
 * @module
 */

import { allocate } from "./allocate.ts";
import { check } from "./check.ts";
import { elect } from "./elect.ts";
import type { Desired } from "./model/desired.ts";
import { withAddresses } from "./model/allocation/laid_address.ts";
import type { Observed } from "./model/observed.ts";
import { serviceAllocations } from "./model/allocation/service_allocations.ts";
import { report } from "./report.ts";

/**
 * Checks, allocates, elects and reports. The election goes by the addresses that were just decided, as though they had been
 * written; so everything that calls this, the controller or a question, gets the same answer from the same world.
 */
export function decide(observed: Observed): Desired {
  const { services: _, ...configuration } = observed;
  const checked = check(configuration);
  const allocated = allocate(observed);
  const services = serviceAllocations(observed.services, allocated.allocations)
    .map(({ service, allocation }) => withAddresses(service, allocation));
  const elected = elect({ ...observed, services });
  const reported = report(observed, { pools: checked.pools, faults: checked.faults, allocated, elected });
  const resync = Math.min(allocated.resyncAfterSeconds ?? Infinity, elected.resyncAfterSeconds ?? Infinity);
  return {
    ...reported,
    virtualIPs: elected.virtualIPs,
    allocations: allocated.allocations,
    elections: elected.elections,
    faults: checked.faults,
    ...(resync !== Infinity && { resyncAfterSeconds: resync }),
  };
}

if (import.meta.main) await (await import("../runtime/cli/standalone.ts")).standalone("decide");
