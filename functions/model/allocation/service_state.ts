/**
 * A Service and the addresses that it has, during one pass.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import type { Applicant } from "./applicant.ts";
import type { Inventory } from "./inventory.ts";
import { currentAddresses } from "./current_addresses.ts";
import { readFamilies } from "./families.ts";
import { keyOf, type Service } from "../kubernetes.ts";
import { annotationInsteadOf } from "../names.ts";
import type { AllocationVerdict } from "../reasons.ts";
import { readRequest } from "./request.ts";
import { sharingOf } from "./sharing.ts";
import type { Placement } from "./usage.ts";

/** A Service during a pass, which changes this record in place. */
export interface ServiceState extends Applicant {
  /** The addresses in the Service's status before the pass. */
  readonly current: readonly Address[];
  /** The Service's addresses: at most one of each family, all from one pool. */
  held: readonly Placement[];
  /** The addresses that the Service had before and no longer has. */
  lost: readonly Loss[];
  /** The reason in the last `AllocationPlan`; undefined: the plan had addresses, or there was no plan in this pass. */
  refusal: AllocationVerdict | undefined;
  /** The address, now put aside, that the Service left because of a stranger. */
  insteadOf: string | undefined;
  /** `insteadOf` before the pass: the address that the Service left in an earlier pass. */
  readonly leftBefore: string | undefined;
}

export interface Loss {
  readonly address: Address;
  readonly why: AllocationVerdict;
}

/** All addresses that a Service should have; or the reason why the Service gets nothing better than it has now. */
export type AllocationPlan = readonly Placement[] | AllocationVerdict;

/** @param assumed true: a Service without a cluster address counts as having one */
export function newServiceState(service: Service, assumed: boolean, { aside }: Inventory): ServiceState {
  const left = aside.size === 0 ? undefined : service.metadata.annotations?.[annotationInsteadOf];
  const insteadOf = left !== undefined && aside.has(left) ? left : undefined;
  return {
    key: keyOf(service),
    service,
    need: readFamilies(service.spec, assumed),
    request: readRequest(service),
    sharing: sharingOf(service),
    current: currentAddresses(service),
    held: none,
    lost: none,
    refusal: undefined,
    insteadOf,
    leftBefore: insteadOf,
  };
}

const none: readonly never[] = [];

export function holds(serviceState: ServiceState, address: Address): boolean {
  return serviceState.held.some(({ text }) => text === address.text);
}

/**
 * True if the Service should leave the address because of a stranger. While the first address that it left is put
 * aside, the Service does not leave a second one.
 */
export function shouldLeave(serviceState: ServiceState, { text }: Placement, { aside }: Inventory): boolean {
  return serviceState.insteadOf === undefined && aside.has(text);
}

/**
 * True if nothing is to be done for the Service: its request can be met, it has all that it asks for, and it need not
 * leave an address because of a stranger.
 */
export function isContent(serviceState: ServiceState, inventory: Inventory): boolean {
  const { need, request, held } = serviceState;
  return need.refusal === undefined && request.refusal === undefined && held.length === need.families.length &&
    (request.pool === undefined || held.every((each) => each.pool === request.pool)) &&
    (request.addresses.length === 0 || request.addresses.every((address) => holds(serviceState, address))) &&
    (inventory.aside.size === 0 || !held.some((each) => shouldLeave(serviceState, each, inventory)));
}
