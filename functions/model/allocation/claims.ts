/**
 * The addresses that a Service claims before a pass: those that it holds by VirtualIPs, and those in its status.
 *
 * Why: docs/adr/0027-the-hold-is-in-the-virtual-ip.md
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import { conditionOf } from "../conditions.ts";
import type { Service } from "../kubernetes.ts";
import { annotationAllocatedFrom, conditionAllocated } from "../names.ts";
import type { Inventory } from "./inventory.ts";
import { type Hold, isEdited } from "./holds.ts";
import type { ServiceState } from "./service_state.ts";

/**
 * All addresses that the Service claims, without duplicates, the most wanted first. These criteria decide, in this
 * order:
 * 1. The Service asks for the address.
 * 2. The address is in the pool that the Service asks for.
 * 3. A VirtualIP says that the Service holds the address.
 * 4. The address is in the status.
 * 5. The address is of the primary family.
 * 6. The address has been announced for longer.
 */
export function claimsOf(serviceState: ServiceState, inventory: Inventory): readonly Address[] {
  const { service, need, request } = serviceState;
  const isTrusted = !isForged(service);
  const current = isTrusted ? serviceState.current : none;
  if (isTrusted && current.length < 2 && !inventory.holds.isAstray(serviceState.key)) return current;
  const holds = holdsOf(serviceState, inventory);
  const claims = [
    ...current,
    ...holds.map(({ address }) => address).filter(({ text }) => !current.some((each) => each.text === text)),
  ];
  const holdOn = ({ text }: Address): Hold | undefined => holds.find(({ address }) => address.text === text);
  const dearness = (address: Address): number =>
    (request.addresses.some((asked) => asked.text === address.text) ? 16 : 0) +
    (request.pool !== undefined && request.pool === inventory.ledger.poolStateOf(address)?.pool.name ? 8 : 0) +
    (holdOn(address) === undefined ? 0 : 4) +
    (current.includes(address) ? 2 : 0) +
    (need.families[0] === address.family ? 1 : 0);
  const since = (address: Address): number => holdOn(address)?.since ?? Infinity;
  return claims.sort((one, other) => dearness(other) - dearness(one) || earlier(since(one), since(other)));
}

/** Compares two numbers. One or both of them may be infinite. */
function earlier(one: number, other: number): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/**
 * The addresses that the Service held by VirtualIPs before the pass, without the address that it had already left
 * because of a stranger.
 */
export function holdsOf({ service, leftBefore }: ServiceState, { holds }: Inventory): readonly Hold[] {
  const all = holds.of(service);
  return leftBefore === undefined ? all : all.filter(({ address }) => address.text !== leftBefore);
}

const none: readonly Address[] = [];

/**
 * True if the status alone proves nothing: the condition `Allocated` is False, so another actor has written the
 * addresses. But if the annotation that names the pool is there, MetalLB may have run meanwhile and given the address:
 * then the result is false.
 */
function isForged({ metadata, status }: Service): boolean {
  return conditionOf(status?.conditions, conditionAllocated)?.status === "False" &&
    metadata.annotations?.[annotationAllocatedFrom] === undefined;
}

/**
 * True if another actor may have written the address into the status: the VirtualIPs that name the Service are all of
 * other addresses. If no VirtualIP names the Service, MetalLB may have given the address, so the status is trusted.
 */
export function isUnproven(address: Address, { service }: ServiceState, { holds }: Inventory): boolean {
  return !holds.has(address, service) && holds.of(service).length > 0;
}

/**
 * Ranks the Service's claim to the address against the claims of other Services; the lowest number wins.
 * - 0: a VirtualIP says that the Service holds the address.
 * - 1: a VirtualIP says so, but the Service's sharing terms have changed since.
 * - 2: no VirtualIP says so.
 */
export function standingOn(address: Address, { service, sharing }: ServiceState, { holds }: Inventory): 0 | 1 | 2 {
  const hold = holds.on(address, service);
  if (hold === undefined) return 2;
  return isEdited(hold, sharing) ? 1 : 0;
}

/**
 * The addresses that the Service had before the pass: first those that it holds by VirtualIPs, in the order that these
 * record, then the others in its status.
 */
export function standingAddresses(serviceState: ServiceState, inventory: Inventory): readonly string[] {
  const current = serviceState.current.map(({ text }) => text);
  const held = holdsOf(serviceState, inventory).toSorted((one, other) => one.place - other.place)
    .map(({ address }) => address.text);
  return [...held, ...current.filter((text) => !held.includes(text))];
}
