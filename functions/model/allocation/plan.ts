/**
 * Plans the addresses of a Service from the addresses that it has and those that are free. A plan gives new addresses
 * before it takes the old ones away.
 *
 * @module
 */

import { addressConflict } from "./address_messages.ts";
import { poolBecameInvalid, poolLacksFamily, poolTerminating } from "./allocation_messages.ts";
import type { Applicant } from "./applicant.ts";
import { candidatesFor } from "./candidates.ts";
import type { Inventory } from "./inventory.ts";
import type { IPFamily } from "../kubernetes.ts";
import { planRequested } from "./plan_requested.ts";
import type { AllocationVerdict } from "../reasons.ts";
import { familySets, search, searchPool } from "./search.ts";
import { shortage } from "./shortage.ts";
import { isTerminating, terminating } from "./terminating.ts";
import { type AllocationPlan, holds, type ServiceState, shouldLeave } from "./service_state.ts";
import type { Placement } from "./usage.ts";

/** The plan for a Service that does not have all that it asks for. */
export function planFor(serviceState: ServiceState, inventory: Inventory): AllocationPlan {
  const { need, request, held: [home] } = serviceState;
  if (isTerminating(serviceState.service)) return terminating(serviceState.service);
  const refusal = need.refusal ?? request.refusal;
  if (refusal !== undefined) return refusal;
  const elsewhere = home !== undefined && request.pool !== undefined && home.pool !== request.pool;
  if (
    request.addresses.length > 0 && (elsewhere || !request.addresses.every((address) => holds(serviceState, address)))
  ) {
    return planRequested(serviceState, inventory);
  }
  return home === undefined || elsewhere
    ? planAnew(serviceState, inventory)
    : planAtHome(serviceState, home.pool, inventory);
}

/**
 * The plan for a Service that has no address, or whose address is not from the pool that it asks for. Searches all
 * pools that may give the Service an address.
 */
function planAnew(applicant: Applicant, inventory: Inventory): AllocationPlan {
  const { ledger } = inventory;
  const tiers = candidatesFor(applicant, inventory);
  if ("reason" in tiers) return tiers;
  const { need } = applicant;
  return search(applicant, { tiers, sets: familySets(need), ledger }) ??
    shortage(applicant, { poolStates: tiers.flat(2), families: need.families, all: need.all, ledger });
}

/**
 * The plan for a Service with an address of this pool. The Service lacks another family, or should leave an address
 * because of a stranger.
 */
function planAtHome(serviceState: ServiceState, pool: string, inventory: Inventory): AllocationPlan {
  const { held } = serviceState;
  const { poolStates, ledger } = inventory;
  const home = poolStates.get(pool);
  const staying = held.filter((each) => !shouldLeave(serviceState, each, inventory));
  const wanted = serviceState.need.families.filter((family) => !hasFamily(staying, family));
  const found = home === undefined
    ? []
    : wanted.map((family) => searchPool(serviceState, { poolState: home, family, ledger })).filter((each) =>
      each !== undefined
    );
  if (found.length > 0) {
    const replacing = [...staying, ...found];
    return [...replacing, ...held.filter(({ family }) => !hasFamily(replacing, family))];
  }
  return moveAway(serviceState, inventory) ?? whyNotAtHome(serviceState, pool, inventory);
}

/**
 * The plan to move to another pool. Undefined if the Service need not move, if it asks for a certain pool or address,
 * or if no pool has all the addresses.
 */
function moveAway(serviceState: ServiceState, inventory: Inventory): readonly Placement[] | undefined {
  const { need, request, held } = serviceState;
  const mustMove = need.all || held.some((each) => shouldLeave(serviceState, each, inventory));
  if (!mustMove || request.pool !== undefined || request.addresses.length > 0) return undefined;
  const tiers = candidatesFor(serviceState, inventory);
  if ("reason" in tiers) return undefined;
  const sets = familySets(need).filter((families) => families.length >= held.length);
  return search(serviceState, { tiers, sets, ledger: inventory.ledger });
}

function whyNotAtHome(serviceState: ServiceState, pool: string, inventory: Inventory): AllocationVerdict {
  const { need, held } = serviceState;
  const conflicted = held.find((each) => shouldLeave(serviceState, each, inventory));
  const aside = conflicted === undefined ? undefined : inventory.aside.get(conflicted.text);
  if (conflicted === undefined || aside === undefined) {
    const missing = need.families.filter((family) => !hasFamily(held, family));
    return shortageAtHome(serviceState, { pool, families: missing, inventory });
  }
  const conflict = addressConflict(conflicted.text, aside);
  const { message } = shortageAtHome(serviceState, { pool, families: [conflicted.family], inventory });
  return { ...conflict, message: `${conflict.message}; ${message}` };
}

function hasFamily(placements: readonly Placement[], family: IPFamily): boolean {
  return placements.some((placement) => placement.family === family);
}

function shortageAtHome(
  applicant: Applicant,
  { pool, families, inventory }: { pool: string; families: readonly IPFamily[]; inventory: Inventory },
): AllocationVerdict {
  const home = inventory.poolStates.get(pool);
  if (home === undefined) return poolBecameInvalid(pool);
  if (home.pool.isTerminating) return poolTerminating(home.pool);
  const lacking = families.find((family) => !home.has(family));
  if (lacking !== undefined) return poolLacksFamily(pool, lacking);
  return shortage(applicant, { poolStates: [home], families, all: true, ledger: inventory.ledger });
}
