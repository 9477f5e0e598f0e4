/**
 * A Service and the addresses that it has, during one pass.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import type { Applicant } from "./applicant.ts";
import type { Estate } from "./estate.ts";
import { readFamilies } from "./families.ts";
import { keyOf, type Service } from "../kubernetes.ts";
import { annotationInsteadOf } from "../names.ts";
import type { AllocationVerdict } from "../reasons.ts";
import { readRequest } from "./request.ts";
import { readSharing } from "./sharing.ts";
import type { Placement } from "./usage.ts";

/** The one record that a pass changes as it goes. */
export interface Tenancy extends Applicant {
  /** At most one of a family, all from one pool. */
  held: readonly Placement[];
  /** What it had and has no more. */
  lost: readonly Loss[];
  /** Why it does not get what it lacks, as last asked. */
  refusal: AllocationVerdict | undefined;
  /** The address put aside that it has already left for one of these. */
  insteadOf: string | undefined;
}

export interface Loss {
  readonly address: Address;
  readonly why: AllocationVerdict;
}

/** All that a Service should have; or why it gets nothing better than what it has. */
export type Plan = readonly Placement[] | AllocationVerdict;

/** @param assumed whether a Service without a cluster address counts as having one */
export function newTenancy(service: Service, assumed: boolean, { aside }: Estate): Tenancy {
  const request = readRequest(service);
  const { sharingKey } = request;
  const left = aside.size === 0 ? undefined : service.metadata.annotations?.[annotationInsteadOf];
  const insteadOf = left !== undefined && aside.has(left) ? left : undefined;
  return {
    key: keyOf(service),
    service,
    need: readFamilies(service.spec, assumed),
    request,
    sharing: sharingKey === undefined ? undefined : readSharing(service, sharingKey),
    held: none,
    lost: none,
    refusal: undefined,
    insteadOf,
  };
}

const none: readonly never[] = [];

export function holds(tenancy: Tenancy, address: Address): boolean {
  return tenancy.held.some(({ text }) => text === address.text);
}

/** Whether it should leave the address to a stranger: at most once while the one that it left is put aside. */
export function shouldLeave(tenancy: Tenancy, { text }: Placement, { aside }: Estate): boolean {
  return tenancy.insteadOf === undefined && aside.has(text);
}

/** Whether there is nothing that it asks for and has not. */
export function isContent(tenancy: Tenancy, estate: Estate): boolean {
  const { need, request, held } = tenancy;
  return need.refusal === undefined && request.refusal === undefined && held.length === need.families.length &&
    (request.pool === undefined || held.every((each) => each.pool === request.pool)) &&
    (request.addresses.length === 0 || request.addresses.every((address) => holds(tenancy, address))) &&
    (estate.aside.size === 0 || !held.some((each) => shouldLeave(tenancy, each, estate)));
}
