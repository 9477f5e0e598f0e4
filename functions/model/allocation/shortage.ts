/**
 * Why pools that admit a Service have no address for it: the rule that failed nearest to success.
 *
 * @module
 */

import { type Fullness, poolExhausted, poolsLackFamilies } from "./allocation_messages.ts";
import type { Applicant } from "./applicant.ts";
import type { IPFamily } from "../kubernetes.ts";
import type { Ledger } from "./ledger.ts";
import type { AllocationVerdict } from "../reasons.ts";
import type { Territory } from "./territory.ts";

/**
 * Nobody has the families, or everything is taken: and then an address of the Service's own sharing key, which only a port or
 * the backend keeps it from, is nearer than a free one would be.
 *
 * @param territories at least one
 * @param families what it needs; of two, both or either
 */
export function shortage(
  applicant: Applicant,
  { territories, families, all, ledger }: {
    territories: readonly Territory[];
    families: readonly IPFamily[];
    all: boolean;
    ledger: Ledger;
  },
): AllocationVerdict {
  const suitable = territories.filter((territory) =>
    all ? families.every((family) => territory.has(family)) : families.some((family) => territory.has(family))
  );
  if (suitable.length === 0) return poolsLackFamilies(territories.map(({ pool }) => pool.name), families);
  const exhausted = poolExhausted(suitable.flatMap((territory) => fullness(territory, families)));
  const nearest = nearestShared(applicant, suitable, families, ledger);
  return nearest === undefined ? exhausted : { ...nearest, message: `${nearest.message}; ${exhausted.message}` };
}

function nearestShared(
  applicant: Applicant,
  territories: readonly Territory[],
  families: readonly IPFamily[],
  ledger: Ledger,
): AllocationVerdict | undefined {
  for (const territory of territories) {
    for (const family of families) {
      const refusal = ledger.nearestSharedRefusal(applicant, territory, family);
      if (refusal !== undefined) return refusal;
    }
  }
  return undefined;
}

/** Of each family that keeps the pool from helping. */
function fullness(territory: Territory, families: readonly IPFamily[]): readonly Fullness[] {
  const exhausted = families.filter((family) => territory.has(family) && territory.firstFree(family, 0) === undefined);
  return exhausted.map((family) => ({
    pool: territory.pool.name,
    family,
    used: BigInt(territory.used(family)),
    capacity: territory.capacity(family),
  }));
}
