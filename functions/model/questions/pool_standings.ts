/**
 * Explains for one Service which pool was chosen, which was rejected, and by which rules.
 *
 * @module
 */

import { compare } from "../order.ts";
import { refusalToTake } from "../allocation/allocation_messages.ts";
import { candidatesFor, priorityOf } from "../allocation/candidates.ts";
import { standingAddresses } from "../allocation/claims.ts";
import type { Inventory } from "../allocation/inventory.ts";
import { planFor } from "../allocation/plan.ts";
import { familySets, search } from "../allocation/search.ts";
import { shortage } from "../allocation/shortage.ts";
import { holds, type ServiceState } from "../allocation/service_state.ts";
import type { PoolState } from "../allocation/pool_state.ts";
import type { Fault } from "../fault.ts";
import type { AllocationVerdict } from "../reasons.ts";
import type { PoolStanding } from "./explanation.ts";
import {
  comesLater,
  elsewhereAsked,
  invalidPool,
  keepsItsOwn,
  otherPoolAsked,
  poolElsewhere,
  ruleOfAddress,
  type RuleOfChoice,
  ruleOfPool,
} from "./pool_messages.ts";

/**
 * All pools: the chosen one first, then the others by name. A pool that was not chosen may still have free addresses,
 * if another pool came first.
 *
 * @param faults the faults of the pools
 */
export function poolStandings(
  serviceState: ServiceState,
  inventory: Inventory,
  faults: readonly Fault[],
): readonly PoolStanding[] {
  const standings = [
    ...[...inventory.poolStates.values()].map((poolState) => standingOf(poolState, serviceState, inventory)),
    ...inventory.invalid.names.map((name) => invalidStanding(name, serviceState, faults)),
    ...inventory.invalid.misplaced.map(({ namespace, name, home }): PoolStanding => ({
      name: `${namespace}/${name}`,
      standing: "turned away",
      message: poolElsewhere(home),
    })),
  ];
  return standings.sort((one, other) =>
    Number(other.standing === "chosen") - Number(one.standing === "chosen") || compare(one.name, other.name)
  );
}

/** The rule by which the Service has its addresses, in words; undefined: the Service has none. */
export function ruleOf(serviceState: ServiceState, inventory: Inventory): string | undefined {
  const [first] = serviceState.held;
  if (first === undefined) return undefined;
  const lowest = inventory.poolStates.get(first.pool)?.pool.choose === "lowest";
  return ruleOfAddress(choiceFor(serviceState, inventory), { lowest });
}

function standingOf(poolState: PoolState, serviceState: ServiceState, inventory: Inventory): PoolStanding {
  const { name } = poolState.pool;
  if (serviceState.held.some(({ pool }) => pool === name)) {
    return { name, standing: "chosen", message: ruleOfPool(choiceFor(serviceState, inventory), poolState.pool) };
  }
  const refusal = refusalBy(poolState, serviceState, inventory);
  if (refusal !== undefined) return { name, standing: "turned away", message: refusal };
  const [home] = serviceState.held;
  const before = home === undefined ? undefined : inventory.poolStates.get(home.pool);
  const message = home === undefined || choiceFor(serviceState, inventory).by === "kept"
    ? keepsItsOwn(home?.pool)
    : comesLater(poolState.pool, before?.pool);
  return { name, standing: "has room", message };
}

function invalidStanding(name: string, { held }: ServiceState, faults: readonly Fault[]): PoolStanding {
  const fault = faults.find(({ object, severity }) =>
    object.kind === "IPAddressPool" && object.name === name && severity === "error"
  );
  const standing = held.some(({ pool }) => pool === name) ? "chosen" : "turned away";
  return { name, standing, message: invalidPool(fault, standing === "chosen") };
}

/**
 * The rule by which this pool, if it were the only one, would give the Service nothing; undefined: it would give an
 * address.
 */
function refusalBy(poolState: PoolState, serviceState: ServiceState, inventory: Inventory): string | undefined {
  const { request, need } = serviceState;
  const { name } = poolState.pool;
  const own = need.refusal ?? request.refusal;
  if (own !== undefined) return own.message;
  if (request.pool !== undefined && request.pool !== name) return otherPoolAsked(request.pool);
  if (request.addresses.length > 0) {
    const inIt = request.addresses.some((address) => inventory.ledger.poolStateOf(address) === poolState);
    return inIt ? serviceState.refusal?.message : elsewhereAsked(request.addresses.map(({ text }) => text));
  }
  const alone: Inventory = { ...inventory, poolStates: new Map([[name, poolState]]) };
  const tiers = candidatesFor(serviceState, alone);
  if ("reason" in tiers) return tiers.reason === "NoEligiblePool" ? refusalToTake(poolState.pool) : tiers.message;
  const { ledger } = inventory;
  const applicant = { ...serviceState, held: [] };
  if (search(applicant, { tiers, sets: familySets(need), ledger }) !== undefined) return undefined;
  return shortage(applicant, { poolStates: [poolState], families: need.families, all: need.all, ledger }).message;
}

/** The rule by which the Service has its addresses. */
function choiceFor(serviceState: ServiceState, inventory: Inventory): RuleOfChoice {
  const { request, held, sharing, need } = serviceState;
  const { ledger } = inventory;
  const before = standingAddresses(serviceState, inventory);
  const asked = request.addresses.filter((address) => holds(serviceState, address)).map(({ text }) => text);
  if (asked.length > 0) return { by: "address", asked };
  if (held.every(({ text }) => before.includes(text))) return { by: "kept" };
  if (request.pool !== undefined && held.some(({ pool }) => pool === request.pool)) return { by: "pool" };
  const shared = sharing !== undefined && held.some((each) => ledger.holdersOf(each).length > 1);
  if (shared && need.refusal === undefined) return { by: "sharing", key: sharing.key };
  return { by: "order" };
}

/** The addresses or the refusal that the Service would get if it asked for this pool. */
export function ifItAskedFor(
  pool: string,
  serviceState: ServiceState,
  inventory: Inventory,
): readonly string[] | AllocationVerdict {
  const asking: ServiceState = { ...serviceState, held: [], request: { addresses: [], pool } };
  const plan = planFor(asking, inventory);
  return "reason" in plan ? plan : plan.map(({ text }) => text);
}

/**
 * The pools that would give the Service all that it needs if it asked for them; by priority, then by name.
 */
export function poolsOnRequest(serviceState: ServiceState, inventory: Inventory): readonly string[] {
  return [...inventory.poolStates.values()]
    .sort((one, other) =>
      priorityOf(one) === priorityOf(other)
        ? compare(one.pool.name, other.pool.name)
        : priorityOf(one) < priorityOf(other)
        ? -1
        : 1
    )
    .map(({ pool }) => pool.name)
    .filter((name) => !("reason" in ifItAskedFor(name, serviceState, inventory)));
}
