/**
 * What is said of pools and addresses in an explanation.
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
      return "the Service has it already: what it may keep stays, before anything new is given";
    case "sharing":
      return `shared by the key "${choice.key}": an address that has the key goes before any free one`;
    default:
      return lowest
        ? `the lowest free one, as ${annotationChoose} of the pool says`
        : "the first free one from a start point that is the Service's own, so that it would come back to it";
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
        ? "a general pool with room, the first in order"
        : `made for such Services by its serviceAllocation (${priorityText(pool)}), and has room`;
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
  return `${before.name} comes first: a hash of Service and pool tells equal ones apart`;
}

export function keepsItsOwn(pool: string | undefined): string {
  return pool === undefined
    ? "it has not been asked"
    : `it has not been asked: the Service keeps what it has from ${pool}`;
}

export function otherPoolAsked(asked: string): string {
  return `the Service asks for pool ${asked} by ${annotationPool}`;
}

export function elsewhereAsked(addresses: readonly string[]): string {
  return `the Service asks for ${addresses.join(" and ")}, outside of this pool`;
}

/** @param kept whether the Service has an address of it */
export function invalidPool(fault: Fault | undefined, kept: boolean): string {
  const what = fault === undefined ? "invalid" : `invalid: ${fault.field}: ${fault.message}`;
  return kept ? `${what}; what it gave before stays, nothing new is given` : what;
}

function priorityText({ serviceAllocation }: Pool): string {
  const priority = serviceAllocation?.priority ?? Infinity;
  return priority === Infinity ? "no priority" : `priority ${priority}`;
}
