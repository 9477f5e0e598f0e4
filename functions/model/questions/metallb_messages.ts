/**
 * The messages about a return to MetalLB.
 *
 * @module
 */

import type { IPFamily, ObjectKey } from "../kubernetes.ts";
import { annotationAddresses, annotationPool } from "../names.ts";

export const oneClusterAddress =
  "it is RequireDualStack with one cluster address: MetalLB takes its address away, and gives none; set PreferDualStack";

export const familiesLacking =
  "it has fewer addresses than its families ask for: MetalLB takes them away before it looks for all of them";

export const ofAnother =
  "another load balancer gave it, and MetalLB removes what is in none of its pools; give the Service a loadBalancerClass of its own";

export function poolInvalid(pool: string): string {
  return `pool ${pool} is invalid or gone: MetalLB refuses the whole configuration for an invalid pool, and gives addresses of no ` +
    "pool back; repair the pool";
}

export function otherPool(asked: string, pool: string): string {
  return `it asks for pool ${asked} and keeps an address of ${pool} meanwhile: MetalLB takes that away first; ` +
    `remove ${annotationPool}`;
}

export function otherAddress(asked: readonly string[]): string {
  return `it asks for ${asked.join(" and ")} and keeps another address meanwhile: MetalLB takes that away first; ` +
    "remove the request";
}

export function companion(asked: readonly string[]): string {
  return `it asks for ${
    asked.join(" and ")
  } only and has an address of the other family too: MetalLB wants both named, and takes ` +
    `both away; name both in ${annotationAddresses}`;
}

export function turnedRound(sorted: readonly string[]): string {
  return `MetalLB writes the addresses that a Service asks for in the order of their texts: ${sorted.join(" and ")}`;
}

export function oscillates(family: IPFamily): string {
  return `it is PreferDualStack with one cluster address, and its pool has ${family} addresses: MetalLB gives it a second address and ` +
    "takes both away, without end; set SingleStack";
}

export function mayTake(family: IPFamily): string {
  return `it is PreferDualStack with one address: MetalLB gives it the first ${family} address of the pool that it does not yet know ` +
    "to be in use";
}

export function mayBeTaken(by: ObjectKey, family: IPFamily): string {
  return `when MetalLB starts, it may give the ${family} address to ${by}, which is PreferDualStack with one address, before it has ` +
    `read that it is in use; set SingleStack on ${by} first`;
}
