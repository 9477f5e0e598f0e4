/**
 * The addresses that a Service asks for by name: those, or a reason.
 *
 * @module
 */

import { inNoPool, inOtherPool, inTwoPools, keptBack } from "./address_messages.ts";
import { poolNotAllowed, poolNotFound } from "./allocation_messages.ts";
import type { Applicant } from "./applicant.ts";
import type { Estate } from "./estate.ts";
import type { IPFamily } from "../kubernetes.ts";
import { isUsable } from "../pools/pool.ts";
import type { AllocationVerdict } from "../reasons.ts";
import { requestLacksFamily, requestOfOtherFamily } from "./request_messages.ts";
import { searchPool } from "./search.ts";
import { holds, type Plan, shouldLeave, type Tenancy } from "./tenancy.ts";
import type { Territory } from "./territory.ts";
import { placed, type Placement } from "./usage.ts";

/** An explicit request passes `autoAssign: false`, never `serviceAllocation`. */
export function planRequested(tenancy: Tenancy, estate: Estate): Plan {
  const mismatch = familyMismatch(tenancy);
  if (mismatch !== undefined) return mismatch;
  const territory = territoryAsked(tenancy, estate);
  if ("reason" in territory) return territory;
  for (const address of tenancy.request.addresses) {
    const refusal = holds(tenancy, address) ? undefined : estate.ledger.refusal(address, tenancy);
    if (refusal !== undefined) return refusal;
  }
  const asked = tenancy.request.addresses.map((address) => placed(address, territory.pool.name));
  const others = tenancy.need.families
    .filter((family) => !asked.some((address) => address.family === family))
    .map((family) => companion(tenancy, { territory, family, estate }))
    .filter((each) => each !== undefined);
  return [...asked, ...others];
}

/** Of a PreferDualStack Service that asks for one address, the other. */
function companion(
  tenancy: Tenancy,
  { territory, family, estate }: { territory: Territory; family: IPFamily; estate: Estate },
): Placement | undefined {
  const own = tenancy.held.find((each) => each.family === family && each.pool === territory.pool.name);
  if (own !== undefined && !shouldLeave(tenancy, own, estate)) return own;
  return searchPool(tenancy, { territory, family, ledger: estate.ledger }) ?? own;
}

function familyMismatch({ need, request }: Applicant): AllocationVerdict | undefined {
  const foreign = request.addresses.find((address) => !need.families.includes(address.family));
  if (foreign !== undefined) return requestOfOtherFamily(foreign, need.families);
  const missing = need.families.find((family) => !request.addresses.some((address) => address.family === family));
  return need.all && missing !== undefined ? requestLacksFamily(request.addresses, missing) : undefined;
}

/** The one pool that all of them are in, and that admits the Service. */
function territoryAsked({ key, service, request }: Applicant, estate: Estate): Territory | AllocationVerdict {
  if (request.pool !== undefined && !estate.territories.has(request.pool)) {
    return poolNotFound(request.pool, estate.invalid.has(request.pool));
  }
  let first: Territory | undefined;
  for (const address of request.addresses) {
    const territory = estate.ledger.territoryOf(address);
    if (territory === undefined) return inNoPool(address.text);
    const { pool } = territory;
    if (request.pool !== undefined && pool.name !== request.pool) {
      return inOtherPool(address.text, pool.name, request.pool);
    }
    if (!isUsable(pool, address)) return keptBack(address.text, pool.name);
    if (first !== undefined && first !== territory) {
      return inTwoPools(request.addresses.map((each) => each.text));
    }
    if (!territory.admits(service)) return poolNotAllowed(pool, key, address.text);
    first = territory;
  }
  return first ?? inNoPool("");
}
