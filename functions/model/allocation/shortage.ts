/**
 * Says why the pools that admit a Service have no address for it.
 *
 * @module
 */

import { type Fullness, poolExhausted, poolsLackFamilies } from "./allocation_messages.ts";
import type { Applicant } from "./applicant.ts";
import type { IPFamily } from "../kubernetes.ts";
import type { Ledger } from "./ledger.ts";
import type { AllocationVerdict } from "../reasons.ts";
import type { PoolState } from "./pool_state.ts";

/**
 * Two cases: no pool has the families, or the pools that have them are full. A pool is full if one of the families has
 * no free address; if `all` is false, it is full if none of them has one. If a full pool has an address with the
 * Service's sharing key, the message also says why the Service may not share this address.
 *
 * @param poolStates at least one
 * @param families the families that the Service needs: all of them if `all` is true, else any one of them
 */
export function shortage(
  applicant: Applicant,
  { poolStates, families, all, ledger }: {
    poolStates: readonly PoolState[];
    families: readonly IPFamily[];
    all: boolean;
    ledger: Ledger;
  },
): AllocationVerdict {
  const suitable = poolStates.filter((poolState) =>
    all ? families.every((family) => poolState.has(family)) : families.some((family) => poolState.has(family))
  );
  if (suitable.length === 0) return poolsLackFamilies(poolStates.map(({ pool }) => pool.name), families);
  const exhausted = poolExhausted(suitable.flatMap((poolState) => fullness(poolState, families)));
  const nearest = nearestShared(applicant, suitable, families, ledger);
  return nearest === undefined ? exhausted : { ...nearest, message: `${nearest.message}; ${exhausted.message}` };
}

function nearestShared(
  applicant: Applicant,
  poolStates: readonly PoolState[],
  families: readonly IPFamily[],
  ledger: Ledger,
): AllocationVerdict | undefined {
  for (const poolState of poolStates) {
    for (const family of families) {
      const refusal = ledger.nearestSharedRefusal(applicant, poolState, family);
      if (refusal !== undefined) return refusal;
    }
  }
  return undefined;
}

/** One entry for each family without a free address in the pool. */
function fullness(poolState: PoolState, families: readonly IPFamily[]): readonly Fullness[] {
  const exhausted = families.filter((family) => poolState.has(family) && poolState.firstFree(family, 0) === undefined);
  return exhausted.map((family) => ({
    pool: poolState.pool.name,
    family,
    used: BigInt(poolState.used(family)),
    capacity: poolState.capacity(family),
  }));
}
