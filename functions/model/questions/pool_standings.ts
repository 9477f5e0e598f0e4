/**
 * For one Service: which pool was chosen by which rule, and which rule turned every other one away.
 *
 * @module
 */

import { refusalToTake } from "../allocation/allocation_messages.ts";
import { candidatesFor, priorityOf } from "../allocation/candidates.ts";
import { currentAddresses } from "../allocation/current_addresses.ts";
import type { Estate } from "../allocation/estate.ts";
import { planFor } from "../allocation/plan.ts";
import { familySets, search } from "../allocation/search.ts";
import { shortage } from "../allocation/shortage.ts";
import { holds, type Tenancy } from "../allocation/tenancy.ts";
import type { Territory } from "../allocation/territory.ts";
import type { Fault } from "../fault.ts";
import type { AllocationVerdict } from "../reasons.ts";
import type { PoolStanding } from "./explanation.ts";
import {
  comesLater,
  elsewhereAsked,
  invalidPool,
  keepsItsOwn,
  otherPoolAsked,
  ruleOfAddress,
  type RuleOfChoice,
  ruleOfPool,
} from "./pool_messages.ts";

/**
 * All pools, the chosen one first, then by name. A pool has room, though it was not chosen, when another came before it.
 *
 * @param faults what is wrong with pools
 */
export function poolStandings(tenancy: Tenancy, estate: Estate, faults: readonly Fault[]): readonly PoolStanding[] {
  const standings = [
    ...[...estate.territories.values()].map((territory) => standingOf(territory, tenancy, estate)),
    ...estate.invalid.names.map((name) => invalidStanding(name, tenancy, faults)),
  ];
  return standings.sort((one, other) =>
    Number(other.standing === "chosen") - Number(one.standing === "chosen") || (one.name < other.name ? -1 : 1)
  );
}

/** Why the Service has just these addresses; undefined: it has none. */
export function ruleOf(tenancy: Tenancy, estate: Estate): string | undefined {
  const [first] = tenancy.held;
  if (first === undefined) return undefined;
  const lowest = estate.territories.get(first.pool)?.pool.choose === "lowest";
  return ruleOfAddress(choiceFor(tenancy, estate), { lowest });
}

function standingOf(territory: Territory, tenancy: Tenancy, estate: Estate): PoolStanding {
  const { name } = territory.pool;
  if (tenancy.held.some(({ pool }) => pool === name)) {
    return { name, standing: "chosen", message: ruleOfPool(choiceFor(tenancy, estate), territory.pool) };
  }
  const refusal = refusalBy(territory, tenancy, estate);
  if (refusal !== undefined) return { name, standing: "turned away", message: refusal };
  const [home] = tenancy.held;
  const before = home === undefined ? undefined : estate.territories.get(home.pool);
  const message = home === undefined || choiceFor(tenancy, estate).by === "kept"
    ? keepsItsOwn(home?.pool)
    : comesLater(territory.pool, before?.pool);
  return { name, standing: "has room", message };
}

function invalidStanding(name: string, { held }: Tenancy, faults: readonly Fault[]): PoolStanding {
  const fault = faults.find(({ object, severity }) =>
    object.kind === "IPAddressPool" && object.name === name && severity === "error"
  );
  const standing = held.some(({ pool }) => pool === name) ? "chosen" : "turned away";
  return { name, standing, message: invalidPool(fault, standing === "chosen") };
}

/** The rule by which the pool gives the Service nothing, asked of the pool alone; undefined: it would give it an address. */
function refusalBy(territory: Territory, tenancy: Tenancy, estate: Estate): string | undefined {
  const { request, need } = tenancy;
  const { name } = territory.pool;
  const own = need.refusal ?? request.refusal;
  if (own !== undefined) return own.message;
  if (request.pool !== undefined && request.pool !== name) return otherPoolAsked(request.pool);
  if (request.addresses.length > 0) {
    const inIt = request.addresses.some((address) => estate.ledger.territoryOf(address) === territory);
    return inIt ? tenancy.refusal?.message : elsewhereAsked(request.addresses.map(({ text }) => text));
  }
  const alone: Estate = { ...estate, territories: new Map([[name, territory]]) };
  const tiers = candidatesFor(tenancy, alone);
  if ("reason" in tiers) return tiers.reason === "NoEligiblePool" ? refusalToTake(territory.pool) : tiers.message;
  const { ledger } = estate;
  const applicant = { ...tenancy, held: [] };
  if (search(applicant, { tiers, sets: familySets(need), ledger }) !== undefined) return undefined;
  return shortage(applicant, { territories: [territory], families: need.families, all: need.all, ledger }).message;
}

/** By which rule the Service has what it has. */
function choiceFor(tenancy: Tenancy, { ledger }: Estate): RuleOfChoice {
  const { request, held, service, sharing, need } = tenancy;
  const before = currentAddresses(service).map(({ text }) => text);
  const asked = request.addresses.filter((address) => holds(tenancy, address)).map(({ text }) => text);
  if (asked.length > 0) return { by: "address", asked };
  if (held.every(({ text }) => before.includes(text))) return { by: "kept" };
  if (request.pool !== undefined && held.some(({ pool }) => pool === request.pool)) return { by: "pool" };
  const shared = sharing !== undefined && held.some((each) => ledger.holdersOf(each).length > 1);
  if (shared && need.refusal === undefined) return { by: "sharing", key: sharing.key };
  return { by: "order" };
}

/** What the Service would be given, or told, if it asked for this pool. */
export function ifItAskedFor(pool: string, tenancy: Tenancy, estate: Estate): readonly string[] | AllocationVerdict {
  const asking: Tenancy = { ...tenancy, held: [], request: { addresses: [], pool } };
  const plan = planFor(asking, estate);
  return "reason" in plan ? plan : plan.map(({ text }) => text);
}

/** Pools that would give the Service what it needs if it asked for them, those first that come first unasked. */
export function poolsOnRequest(tenancy: Tenancy, estate: Estate): readonly string[] {
  return [...estate.territories.values()]
    .sort((one, other) =>
      priorityOf(one) === priorityOf(other)
        ? one.pool.name < other.pool.name ? -1 : 1
        : priorityOf(one) < priorityOf(other)
        ? -1
        : 1
    )
    .map(({ pool }) => pool.name)
    .filter((name) => !("reason" in ifItAskedFor(name, tenancy, estate)));
}
