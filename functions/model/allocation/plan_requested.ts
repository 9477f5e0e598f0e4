/**
 * Plans the addresses of a Service that asks for certain addresses: the Service gets these, or none and a reason.
 *
 * @module
 */

import { inNoPool, inOtherPool, inTwoPools, keptBack } from "./address_messages.ts";
import { poolNotAllowed, poolNotFound, poolTerminating } from "./allocation_messages.ts";
import type { Applicant } from "./applicant.ts";
import type { Inventory } from "./inventory.ts";
import type { IPFamily } from "../kubernetes.ts";
import { isUsable } from "../pools/pool.ts";
import type { AllocationVerdict } from "../reasons.ts";
import { requestLacksFamily, requestOfOtherFamily } from "./request_messages.ts";
import { searchPool } from "./search.ts";
import { type AllocationPlan, holds, type ServiceState, shouldLeave } from "./service_state.ts";
import type { PoolState } from "./pool_state.ts";
import { placed, type Placement } from "./usage.ts";

/** A request overrides `autoAssign: false`, but never `serviceAllocation`. */
export function planRequested(serviceState: ServiceState, inventory: Inventory): AllocationPlan {
  const mismatch = familyMismatch(serviceState);
  if (mismatch !== undefined) return mismatch;
  const poolState = poolStateAsked(serviceState, inventory);
  if ("reason" in poolState) return poolState;
  for (const address of serviceState.request.addresses) {
    const refusal = holds(serviceState, address) ? undefined : inventory.ledger.refusal(address, serviceState);
    if (refusal !== undefined) return refusal;
  }
  const asked = serviceState.request.addresses.map((address) => placed(address, poolState.pool.name));
  const others = serviceState.need.families
    .filter((family) => !asked.some((address) => address.family === family))
    .map((family) => companion(serviceState, { poolState, family, inventory }))
    .filter((each) => each !== undefined);
  return [...asked, ...others];
}

/** For a PreferDualStack Service that asks for one address: an address of the other family. */
function companion(
  serviceState: ServiceState,
  { poolState, family, inventory }: { poolState: PoolState; family: IPFamily; inventory: Inventory },
): Placement | undefined {
  const own = serviceState.held.find((each) => each.family === family && each.pool === poolState.pool.name);
  if (own !== undefined && !shouldLeave(serviceState, own, inventory)) return own;
  return searchPool(serviceState, { poolState, family, ledger: inventory.ledger }) ?? own;
}

function familyMismatch({ need, request }: Applicant): AllocationVerdict | undefined {
  const foreign = request.addresses.find((address) => !need.families.includes(address.family));
  if (foreign !== undefined) return requestOfOtherFamily(foreign, need.families);
  const missing = need.families.find((family) => !request.addresses.some((address) => address.family === family));
  return need.all && missing !== undefined ? requestLacksFamily(request.addresses, missing) : undefined;
}

/** The pool that has all requested addresses and admits the Service; or the reason why there is no such pool. */
function poolStateAsked({ key, service, request }: Applicant, inventory: Inventory): PoolState | AllocationVerdict {
  if (request.pool !== undefined && !inventory.poolStates.has(request.pool)) {
    return poolNotFound(request.pool, inventory.invalid);
  }
  let first: PoolState | undefined;
  for (const address of request.addresses) {
    const poolState = inventory.ledger.poolStateOf(address);
    if (poolState === undefined) return inNoPool(address.text, inventory.invalid.misplacedWith(address));
    const { pool } = poolState;
    if (request.pool !== undefined && pool.name !== request.pool) {
      return inOtherPool(address.text, pool.name, request.pool);
    }
    if (pool.isTerminating) return poolTerminating(pool, address.text);
    if (!isUsable(pool, address)) return keptBack(address.text, pool.name);
    if (first !== undefined && first !== poolState) {
      return inTwoPools(request.addresses.map((each) => each.text));
    }
    if (!poolState.admits(service)) return poolNotAllowed(pool, key, address.text);
    first = poolState;
  }
  return first ?? inNoPool("");
}
