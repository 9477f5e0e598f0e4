/**
 * What a Service should have, given what it has and what is left: acquire before release.
 *
 * @module
 */

import { addressConflict } from "./address_messages.ts";
import { poolBecameInvalid, poolLacksFamily } from "./allocation_messages.ts";
import type { Applicant } from "./applicant.ts";
import { candidatesFor } from "./candidates.ts";
import type { Estate } from "./estate.ts";
import type { IPFamily } from "../kubernetes.ts";
import { planRequested } from "./plan_requested.ts";
import type { AllocationVerdict } from "../reasons.ts";
import { familySets, search, searchPool } from "./search.ts";
import { shortage } from "./shortage.ts";
import { holds, type Plan, shouldLeave, type Tenancy } from "./tenancy.ts";
import type { Placement } from "./usage.ts";

/** For a Service that is not content. */
export function planFor(tenancy: Tenancy, estate: Estate): Plan {
  const { need, request, held: [home] } = tenancy;
  const refusal = need.refusal ?? request.refusal;
  if (refusal !== undefined) return refusal;
  const elsewhere = home !== undefined && request.pool !== undefined && home.pool !== request.pool;
  if (request.addresses.length > 0 && (elsewhere || !request.addresses.every((address) => holds(tenancy, address)))) {
    return planRequested(tenancy, estate);
  }
  return home === undefined || elsewhere ? planAnew(tenancy, estate) : planAtHome(tenancy, home.pool, estate);
}

/** From the pools that it may get addresses from. */
function planAnew(applicant: Applicant, estate: Estate): Plan {
  const { ledger } = estate;
  const tiers = candidatesFor(applicant, estate);
  if ("reason" in tiers) return tiers;
  const { need } = applicant;
  return search(applicant, { tiers, sets: familySets(need), ledger }) ??
    shortage(applicant, { territories: tiers.flat(), families: need.families, all: need.all, ledger });
}

/** It has an address of the pool, and lacks that of a family, or should leave one to a stranger. */
function planAtHome(tenancy: Tenancy, pool: string, estate: Estate): Plan {
  const { held } = tenancy;
  const { territories, ledger } = estate;
  const home = territories.get(pool);
  const staying = held.filter((each) => !shouldLeave(tenancy, each, estate));
  const wanted = tenancy.need.families.filter((family) => !hasFamily(staying, family));
  const found = home === undefined
    ? []
    : wanted.map((family) => searchPool(tenancy, { territory: home, family, ledger })).filter((each) =>
      each !== undefined
    );
  if (found.length > 0) {
    const replacing = [...staying, ...found];
    return [...replacing, ...held.filter(({ family }) => !hasFamily(replacing, family))];
  }
  return moveAway(tenancy, estate) ?? whyNotAtHome(tenancy, pool, estate);
}

/** To another pool, when what it has is not enough and it is not bound to this one. */
function moveAway(tenancy: Tenancy, estate: Estate): readonly Placement[] | undefined {
  const { need, request, held } = tenancy;
  const mustMove = need.all || held.some((each) => shouldLeave(tenancy, each, estate));
  if (!mustMove || request.pool !== undefined || request.addresses.length > 0) return undefined;
  const tiers = candidatesFor(tenancy, estate);
  if ("reason" in tiers) return undefined;
  const sets = familySets(need).filter((families) => families.length >= held.length);
  return search(tenancy, { tiers, sets, ledger: estate.ledger });
}

function whyNotAtHome(tenancy: Tenancy, pool: string, estate: Estate): AllocationVerdict {
  const { need, held } = tenancy;
  const conflicted = held.find((each) => shouldLeave(tenancy, each, estate));
  const aside = conflicted === undefined ? undefined : estate.aside.get(conflicted.text);
  if (conflicted === undefined || aside === undefined) {
    const missing = need.families.filter((family) => !hasFamily(held, family));
    return shortageAtHome(tenancy, { pool, families: missing, estate });
  }
  const conflict = addressConflict(conflicted.text, aside);
  const { message } = shortageAtHome(tenancy, { pool, families: [conflicted.family], estate });
  return { ...conflict, message: `${conflict.message}; ${message}` };
}

function hasFamily(placements: readonly Placement[], family: IPFamily): boolean {
  return placements.some((placement) => placement.family === family);
}

function shortageAtHome(
  applicant: Applicant,
  { pool, families, estate }: { pool: string; families: readonly IPFamily[]; estate: Estate },
): AllocationVerdict {
  const home = estate.territories.get(pool);
  if (home === undefined) return poolBecameInvalid(pool);
  const lacking = families.find((family) => !home.has(family));
  if (lacking !== undefined) return poolLacksFamily(pool, lacking);
  return shortage(applicant, { territories: [home], families, all: true, ledger: estate.ledger });
}
