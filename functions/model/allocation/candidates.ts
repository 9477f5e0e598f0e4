/**
 * The pools from which a Service may get an address, the best first.
 *
 * @module
 */

import { noEligiblePool, noPools, poolNotAllowed, poolNotFound, poolTerminating } from "./allocation_messages.ts";
import type { Applicant } from "./applicant.ts";
import type { Inventory } from "./inventory.ts";
import { hash32 } from "../hash.ts";
import type { AllocationVerdict } from "../reasons.ts";
import type { PoolState } from "./pool_state.ts";

/**
 * One or two tiers: first the pools with a `serviceAllocation` that admits the Service, if there are any, then the
 * pools without a `serviceAllocation`. Within a tier, all pools are searched for both families before any pool is
 * searched for a single family. The pools of a tier are grouped in ranks by priority; within a rank, a hash of the
 * Service's key and the pool's name decides the order.
 */
export type Tiers = readonly Tier[];
export type Tier = readonly Rank[];
export type Rank = readonly PoolState[];

/** The tiers, with at least one pool; or the reason why no pool may give the Service an address. */
export function candidatesFor(applicant: Applicant, inventory: Inventory): Tiers | AllocationVerdict {
  const { key, service, request } = applicant;
  if (request.pool !== undefined) {
    const asked = inventory.poolStates.get(request.pool);
    if (asked === undefined) return poolNotFound(request.pool, inventory.invalid);
    if (asked.pool.isTerminating) return poolTerminating(asked.pool);
    return asked.admits(service) ? [[[asked]]] : poolNotAllowed(asked.pool, key);
  }
  if (inventory.poolStates.size === 0) return noPools(inventory.invalid);
  const unasked = [...inventory.poolStates.values()].filter((each) =>
    each.pool.autoAssign && !each.pool.isTerminating && each.admits(service)
  );
  if (unasked.length === 0) {
    const all = [...inventory.poolStates.values()];
    const onRequest = all.some((each) => !each.pool.isTerminating && each.admits(service));
    return noEligiblePool(key, all.map((each) => each.pool), onRequest);
  }
  const hash = hash32(key);
  const ordered = unasked.sort((one, other) =>
    priorityOf(one) === priorityOf(other)
      ? one.placeFor(hash) - other.placeFor(hash)
      : priorityOf(one) < priorityOf(other)
      ? -1
      : 1
  );
  const madeFor = ordered.filter(isMadeFor);
  if (madeFor.length === 0) return [inRanks(ordered)];
  return [madeFor, ordered.filter((poolState) => !isMadeFor(poolState))].map(inRanks);
}

/** @param ordered pools sorted by priority */
function inRanks(ordered: readonly PoolState[]): Tier {
  const [first] = ordered;
  const last = ordered.at(-1);
  if (first === undefined || last === undefined) return [];
  // Nearly always, all pools of a tier have the same priority. The shortcut saves time for each Service.
  return priorityOf(first) === priorityOf(last) ? [ordered] : [...Map.groupBy(ordered, priorityOf).values()];
}

/** The lower the number, the earlier the pool is searched. `Infinity` for a pool without a priority. */
export function priorityOf({ pool }: PoolState): number {
  return pool.serviceAllocation?.priority ?? Infinity;
}

function isMadeFor({ pool }: PoolState): boolean {
  return pool.serviceAllocation !== undefined;
}
