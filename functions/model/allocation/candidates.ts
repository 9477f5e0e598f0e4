/**
 * Which pools a Service may get an address from, the best first.
 *
 * @module
 */

import { noEligiblePool, noPools, poolNotAllowed, poolNotFound } from "./allocation_messages.ts";
import type { Applicant } from "./applicant.ts";
import type { Estate } from "./estate.ts";
import { hash32 } from "../hash.ts";
import type { AllocationVerdict } from "../reasons.ts";
import type { Territory } from "./territory.ts";

/** Pools made for such Services, before general ones. Within a tier all are tried for both families before any for one. */
export type Tiers = readonly (readonly Territory[])[];

/** The pools, of which there is at least one; else why there is none. */
export function candidatesFor(applicant: Applicant, estate: Estate): Tiers | AllocationVerdict {
  const { key, service, request } = applicant;
  if (request.pool !== undefined) {
    const asked = estate.territories.get(request.pool);
    if (asked === undefined) return poolNotFound(request.pool, estate.invalid.has(request.pool));
    return asked.admits(service) ? [[asked]] : poolNotAllowed(asked.pool, key);
  }
  if (estate.territories.size === 0) return noPools(estate.invalid.names);
  const unasked = [...estate.territories.values()].filter((each) => each.pool.autoAssign && each.admits(service));
  if (unasked.length === 0) {
    return noEligiblePool(key, [...estate.territories.values()].map((territory) => territory.pool));
  }
  const hash = hash32(key);
  const ordered = unasked.sort((one, other) =>
    priorityOf(one) === priorityOf(other)
      ? one.rankFor(hash) - other.rankFor(hash)
      : priorityOf(one) < priorityOf(other)
      ? -1
      : 1
  );
  return [ordered.filter(isMadeFor), ordered.filter((territory) => !isMadeFor(territory))];
}

/** The lower goes first; only pools with a `serviceAllocation` have one. */
export function priorityOf({ pool }: Territory): number {
  return pool.serviceAllocation?.priority ?? Infinity;
}

function isMadeFor({ pool }: Territory): boolean {
  return pool.serviceAllocation !== undefined;
}
