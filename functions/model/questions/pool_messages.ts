/**
 * The messages about pools and addresses in an explanation.
 *
 * @module
 */

import type { Fault } from "../fault.ts";
import { annotationChoose, annotationPool } from "../names.ts";
import type { Pool } from "../pools/pool.ts";

/** The rule by which a Service has its addresses. */
export type RuleOfChoice =
  | { readonly by: "address"; readonly asked: readonly string[] }
  | { readonly by: "pool" | "kept" | "order" }
  | { readonly by: "sharing"; readonly key: string };

export function ruleOfAddress(choice: RuleOfChoice, { lowest }: { readonly lowest: boolean }): string {
  switch (choice.by) {
    case "address":
      return `the Service asks for ${choice.asked.join(" and ")}`;
    case "kept":
      return "the Service has it already, and keeps it";
    case "sharing":
      return `shared with the key "${choice.key}": an address with the key comes before any free address`;
    default:
      return lowest
        ? `the lowest free address, because of ${annotationChoose} of the pool`
        : "the first free address; a hash of the Service's name gives the start of the search";
  }
}

export function ruleOfPool(choice: RuleOfChoice, pool: Pool): string {
  switch (choice.by) {
    case "address":
      return `has ${choice.asked.join(" and ")}, which the Service asks for`;
    case "pool":
      return `the Service asks for it by ${annotationPool}`;
    case "kept":
      return "the Service has its address from it already, and keeps it";
    case "sharing":
      return `has an address with the key "${choice.key}"`;
    case "order":
      return pool.serviceAllocation === undefined
        ? "a general pool with free addresses, the first in order"
        : `its serviceAllocation is for such Services (${priorityText(pool)}), and it has free addresses`;
  }
}

/** @param before the pool that was chosen */
export function comesLater(pool: Pool, before: Pool | undefined): string {
  if (before === undefined) return "another pool came before it";
  const [own, other] = [pool.serviceAllocation, before.serviceAllocation];
  if (own === undefined && other !== undefined) {
    return `a general pool; ${before.name} comes first, since its serviceAllocation is for such Services`;
  }
  if (own !== undefined && own.priority !== other?.priority) {
    return `${before.name} comes first: ${priorityText(before)} before ${priorityText(pool)}`;
  }
  return `${before.name} comes first: a hash of Service and pool decides between equal pools`;
}

export function keepsItsOwn(pool: string | undefined): string {
  return pool === undefined ? "it was not searched" : `it was not searched: the Service keeps what it has from ${pool}`;
}

export function otherPoolAsked(asked: string): string {
  return `the Service asks for pool ${asked} by ${annotationPool}`;
}

export function elsewhereAsked(addresses: readonly string[]): string {
  return `the Service asks for ${addresses.join(" and ")}, outside of this pool`;
}

/** @param home the namespace of pools */
export function poolElsewhere(home: string): string {
  return `has no effect, since pools are read from namespace ${home} only`;
}

/** @param kept true if the Service has an address of this pool */
export function invalidPool(fault: Fault | undefined, kept: boolean): string {
  const what = fault === undefined ? "invalid" : `invalid: ${fault.field}: ${fault.message}`;
  return kept ? `${what}; Services keep its addresses, and it gives no new ones` : what;
}

function priorityText({ serviceAllocation }: Pool): string {
  const priority = serviceAllocation?.priority ?? Infinity;
  return priority === Infinity ? "no priority" : `priority ${priority}`;
}
