/**
 * The outcome of a pass for one Service.
 *
 * @module
 */

import { keptInConflict } from "./address_messages.ts";
import type { Allocation } from "./allocation.ts";
import { type Address, familyOf } from "../addresses/address.ts";
import { assigned, leftAlone } from "./allocation_messages.ts";
import { holdsOf, standingAddresses } from "./claims.ts";
import { conditionOf } from "../conditions.ts";
import { entriesWithoutAddress } from "./current_addresses.ts";
import { annotationAllocatedFrom, conditionAllocated } from "../names.ts";
import type { Inventory } from "./inventory.ts";
import type { AllocationVerdict } from "../reasons.ts";
import { holds as hasNow, type ServiceState } from "./service_state.ts";
import type { Placement } from "./usage.ts";

export function allocationOf(serviceState: ServiceState, inventory: Inventory): Allocation {
  const { key: service, held, insteadOf } = serviceState;
  const first = held[0];
  if (first === undefined) return without(serviceState, inventory);
  const addresses = held.length === 1 ? [first.text] : inOrder(serviceState, inventory);
  const lacking = notGranted(serviceState, inventory);
  const verdict = assigned(addresses, first.pool, lacking?.message);
  const gained = gainedBy(serviceState, inventory);
  const allocation = {
    service,
    addresses,
    pool: first.pool,
    verdict,
    ...(lacking !== undefined && { notGranted: lacking.reason }),
  };
  return serviceState.lost.length === 0 && insteadOf === undefined && gained.length === 0 ? allocation : {
    ...allocation,
    ...released(serviceState, inventory),
    ...(gained.length > 0 && { gained }),
    ...(insteadOf !== undefined && { insteadOf }),
  };
}

function without(serviceState: ServiceState, inventory: Inventory): Allocation {
  const { key: service, refusal = unasked } = serviceState;
  const foreign = foreignAddresses(serviceState, refusal, inventory);
  return foreign.length === 0
    ? { service, addresses: [], verdict: refusal, ...released(serviceState, inventory) }
    : { service, addresses: [], verdict: leftAlone(refusal, foreign), foreign };
}

/**
 * The Service's addresses and hostnames that another load balancer gave; they stay in its status. Empty unless all of
 * this is true: the refusal is NoPools or NoEligiblePool; none of the addresses in its status is in a pool; no
 * annotation, no condition `Allocated` and no VirtualIP says that Arpeggio gave them.
 */
function foreignAddresses(
  { service, current }: ServiceState,
  { reason }: AllocationVerdict,
  { ledger, invalid, holds }: Inventory,
): readonly string[] {
  if (holds.of(service).length > 0 || (reason !== "NoPools" && reason !== "NoEligiblePool")) return none;
  const { metadata, status } = service;
  const isOurs = metadata.annotations?.[annotationAllocatedFrom] !== undefined ||
    conditionOf(status?.conditions, conditionAllocated)?.status === "True";
  if (isOurs) return none;
  const isOfPool = (address: Address): boolean =>
    ledger.poolStateOf(address) !== undefined || invalid.originOf(address, service) !== undefined;
  return current.some(isOfPool) ? none : [...current.map(({ text }) => text), ...entriesWithoutAddress(service)];
}

/**
 * The Service's addresses in their present order. A new address takes the place of the address that it replaces. If it
 * replaces none, the order of families decides.
 */
function inOrder(serviceState: ServiceState, inventory: Inventory): readonly string[] {
  const standing = standingAddresses(serviceState, inventory);
  const place = ({ text, family }: Placement): number => {
    const stood = standing.indexOf(text);
    const replaced = stood >= 0 ? stood : standing.findIndex((each) => familyOf(each) === family);
    return replaced >= 0 ? replaced : standing.length + serviceState.need.families.indexOf(family);
  };
  return serviceState.held.toSorted((one, other) => place(one) - place(other)).map(({ text }) => text);
}

/**
 * The addresses that the Service did not have before: its status does not list them, and none of their VirtualIPs that
 * are already written names the Service.
 */
function gainedBy({ service, current, held }: ServiceState, { holds }: Inventory): readonly string[] {
  const isNew = (placement: Placement): boolean =>
    !current.some((each) => each.text === placement.text) &&
    holds.on(placement, service)?.isWritten !== true;
  return held.some(isNew) ? held.filter(isNew).map(({ text }) => text) : none;
}

/** Why the Service cannot have all that it asks for, although it has an address; undefined: it has all. */
function notGranted({ held, insteadOf, refusal }: ServiceState, { aside }: Inventory): AllocationVerdict | undefined {
  if (aside.size > 0 && insteadOf !== undefined) {
    for (const { text } of held) {
      const conflict = aside.get(text);
      if (conflict !== undefined) {
        return { reason: "AddressConflict", message: keptInConflict(text, insteadOf, conflict) };
      }
    }
  }
  return refusal;
}

/**
 * The addresses that the Service had before the pass and no longer has. Its VirtualIPs show which addresses it had; if
 * no VirtualIP names the Service, its status shows them. Addresses that it got and lost within the pass do not count.
 * Addresses that another actor has added to its status do not count either.
 */
function released(serviceState: ServiceState, inventory: Inventory): Pick<Allocation, "released"> {
  if (serviceState.lost.length === 0) return {};
  const holds = holdsOf(serviceState, inventory);
  const stood = holds.length === 0 ? serviceState.current : holds.map(({ address }) => address);
  const lost = serviceState.lost.filter(({ address }) =>
    stood.some(({ text }) => text === address.text) && !hasNow(serviceState, address)
  );
  const [first] = lost;
  return first === undefined
    ? {}
    : { released: { addresses: [...new Set(lost.map(({ address }) => address.text))], why: first.why } };
}

const none: readonly string[] = [];

/** A fallback: every Service without an address should have a refusal. */
const unasked: AllocationVerdict = { reason: "NoEligiblePool", message: "no pool was asked" };
