/**
 * The first step of a pass: every Service keeps its addresses, as far as the rules still allow.
 *
 * Why: docs/adr/0027-the-hold-is-in-the-virtual-ip.md
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import { addressConflict, inNoPool, keptBack } from "./address_messages.ts";
import { poolNotAllowed } from "./allocation_messages.ts";
import { append } from "../append.ts";
import type { Applicant } from "./applicant.ts";
import { claimsOf, isUnproven, standingOn } from "./claims.ts";
import type { Inventory } from "./inventory.ts";
import type { ObjectKey, Service } from "../kubernetes.ts";
import { byAge } from "../order.ts";
import { isUsable } from "../pools/pool.ts";
import type { AllocationVerdict } from "../reasons.ts";
import { familyNotTaken, surplusAddress } from "./request_messages.ts";
import { newServiceState, type ServiceState } from "./service_state.ts";
import type { PoolState } from "./pool_state.ts";
import { placed, type Placement } from "./usage.ts";
import { whyNotAnew } from "./why_not_anew.ts";

/**
 * The states of the Services, in the given order, with the addresses that they keep. If several Services claim one
 * address and may not share it, the Service with the best claim keeps it. A claim is best if a VirtualIP records it and
 * the Service's sharing terms have not changed since. Between equal claims, the older Service wins. A claim that is
 * only in the status and contradicts the VirtualIPs comes last.
 *
 * @param assumed true: a Service without a cluster address counts as having one
 */
export function keep(services: readonly Service[], inventory: Inventory, assumed: boolean): readonly ServiceState[] {
  const { ledger } = inventory;
  const serviceStates = services.map((service) => newServiceState(service, assumed, inventory));
  const late = new Map<ServiceState, readonly Address[]>();
  const isServed = servedIn(serviceStates);
  for (const serviceState of serviceStates) {
    const claims = claimsOf(serviceState, inventory);
    const against = claims.filter((claim) => isAgainst(claim, serviceState, { inventory, isServed }));
    if (against.length > 0) late.set(serviceState, against);
    for (const claim of claims) if (!against.includes(claim)) claimOne(claim, serviceState, inventory);
  }
  // A Service that loses a contest falls back on its other claims, which may open another contest.
  for (let settled = 0; settled < ledger.contested.size;) {
    settled = ledger.contested.size;
    settleContests(serviceStates, late, inventory);
  }
  for (const [serviceState, claims] of [...late].sort(([one], [other]) => byAge(one.service, other.service))) {
    for (const claim of claims) claimOne(claim, serviceState, inventory);
  }
  return serviceStates;
}

function settleContests(
  serviceStates: readonly ServiceState[],
  late: ReadonlyMap<ServiceState, readonly Address[]>,
  inventory: Inventory,
): void {
  const { ledger } = inventory;
  const contestedBy = ({ held, lost }: ServiceState): readonly Address[] =>
    [...held, ...lost.map(({ address }) => address)].filter(({ text }) => ledger.contested.has(text));
  const contenders = serviceStates.map((serviceState) => ({ serviceState, contested: contestedBy(serviceState) }))
    .filter(({ contested }) => contested.length > 0)
    .map(({ serviceState, contested }) => ({
      serviceState,
      standing: Math.max(...contested.map((address) => standingOn(address, serviceState, inventory))),
    }));
  for (const { serviceState } of contenders) {
    for (const placement of serviceState.held) ledger.take(placement, serviceState);
  }
  contenders.sort((one, other) =>
    one.standing - other.standing || byAge(one.serviceState.service, other.serviceState.service)
  );
  for (const { serviceState } of contenders) {
    serviceState.held = [];
    serviceState.lost = [];
    const against = late.get(serviceState) ?? [];
    for (const claim of claimsOf(serviceState, inventory)) {
      if (!against.some(({ text }) => text === claim.text)) claimOne(claim, serviceState, inventory);
    }
  }
}

/**
 * Returns a function that takes the key of a Service and tells whether that Service is served. Only a served Service
 * can hold an address.
 */
function servedIn(serviceStates: readonly ServiceState[]): (key: ObjectKey) => boolean {
  let keys: ReadonlySet<ObjectKey> | undefined;
  return (key) => (keys ??= new Set(serviceStates.map((serviceState) => serviceState.key))).has(key);
}

/** True if the VirtualIP of the address names a Service that is served, but does not name this Service. */
function isAgainst(
  address: Address,
  serviceState: ServiceState,
  { inventory, isServed }: { readonly inventory: Inventory; readonly isServed: (key: ObjectKey) => boolean },
): boolean {
  const { holds } = inventory;
  return !holds.isOf(address, serviceState.service) && holds.holdersOf(address).some(isServed);
}

function claimOne(address: Address, serviceState: ServiceState, inventory: Inventory): void {
  const kept = keepOne(address, serviceState, inventory);
  if ("reason" in kept) serviceState.lost = append(serviceState.lost, { address, why: kept });
  else serviceState.held = append(serviceState.held, kept);
}

function keepOne(address: Address, serviceState: ServiceState, inventory: Inventory): Placement | AllocationVerdict {
  const poolState = inventory.ledger.poolStateOf(address);
  const pool = poolKeeping(address, poolState, { applicant: serviceState, inventory });
  if (typeof pool !== "string") return pool;
  const unproven = isUnproven(address, serviceState, inventory)
    ? whyNotAnew(address, serviceState, inventory)
    : undefined;
  if (unproven !== undefined) return unproven;
  const placement = placed(address, pool);
  return besideOwn(placement, serviceState.held) ?? inventory.ledger.give(placement, serviceState, poolState);
}

/** The pool from which the Service keeps the address; or the rule by which the Service loses the address. */
function poolKeeping(
  address: Address,
  poolState: PoolState | undefined,
  { applicant, inventory }: { applicant: Applicant; inventory: Inventory },
): string | AllocationVerdict {
  const { service, need, request } = applicant;
  if (!need.families.includes(address.family)) return need.refusal ?? familyNotTaken(address, need.families);
  const aside = inventory.aside.get(address.text);
  if (aside !== undefined && request.addresses.some((asked) => asked.text === address.text)) {
    return addressConflict(address.text, aside);
  }
  if (poolState !== undefined && isUsable(poolState.pool, address) && poolState.admits(service)) {
    return poolState.pool.name;
  }
  return inventory.invalid.originOf(address, service) ?? whyNot(address, applicant, poolState);
}

function whyNot(address: Address, { key }: Applicant, poolState: PoolState | undefined): AllocationVerdict {
  if (poolState === undefined) return inNoPool(address.text);
  const { pool } = poolState;
  return isUsable(pool, address) ? poolNotAllowed(pool, key, address.text) : keptBack(address.text, pool.name);
}

function besideOwn(placement: Placement, held: readonly Placement[]): AllocationVerdict | undefined {
  if (held.length === 0) return undefined;
  const other = held.find(({ family, pool }) => family === placement.family || pool !== placement.pool);
  return other === undefined ? undefined : surplusAddress(placement, other);
}
