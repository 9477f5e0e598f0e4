/**
 * The messages about an allocation: the address and the pool that a Service got, or the rule by which the pools gave
 * none. A refusal names the rule, the object and the cure.
 *
 * @module
 */

import { type Misplaced, moveText } from "../pools/misplaced.ts";
import { counted } from "../counted.ts";
import type { IPFamily, ObjectKey } from "../kubernetes.ts";
import { annotationPool } from "../names.ts";
import type { Pool } from "../pools/pool.ts";
import type { AllocationVerdict } from "../reasons.ts";

/** How much of a pool is in use. */
export interface Fullness {
  readonly pool: string;
  readonly family: IPFamily;
  readonly used: bigint;
  readonly capacity: bigint;
}

/** @param shortfall what the Service asked for in addition and cannot have, in words */
export function assigned(addresses: readonly string[], pool: string, shortfall?: string): AllocationVerdict {
  const has = `${addresses.length === 1 ? addresses[0] : addresses.join(" and ")} from pool ${pool}`;
  return { reason: "Assigned", message: shortfall === undefined ? has : `${has}; not granted: ${shortfall}` };
}

/** For a Service with addresses of another load balancer: these stay in the Service's status. */
export function leftAlone({ reason, message }: AllocationVerdict, foreign: readonly string[]): AllocationVerdict {
  return {
    reason,
    message: `${message}; ${foreign.join(" and ")} in its status ${
      foreign.length === 1 ? "is" : "are"
    } from another load balancer and ${foreign.length === 1 ? "stays" : "stay"}`,
  };
}

/** For addresses that a Service gave back because it asked for other addresses and got them. */
export function replaced(by: readonly string[], pool: string): AllocationVerdict {
  return { reason: "Assigned", message: `replaced by ${by.join(" and ")} from pool ${pool}, as the Service asks` };
}

/**
 * @param invalid names of the invalid pools, which give no addresses
 * @param misplaced the pools in other namespaces
 */
export function noPools(
  { names: invalid, misplaced }: { readonly names: readonly string[]; readonly misplaced: readonly Misplaced[] },
): AllocationVerdict {
  const cures = [
    ...invalid.length === 0 ? [] : [`repair ${few(invalid)}`],
    ...misplaced.length === 0 ? [] : [moveText(misplaced)],
  ];
  const what = invalid.length > 0
    ? "there is no valid IPAddressPool"
    : misplaced.length > 0
    ? "no IPAddressPool is in the right namespace"
    : "there is no IPAddressPool";
  return { reason: "NoPools", message: `${what}; ${cures.join(", or ") || "create one"}` };
}

/** @param onRequest true if the Service could get an address by naming one of the pools */
export function noEligiblePool(service: ObjectKey, pools: readonly Pool[], onRequest: boolean): AllocationVerdict {
  const cure = onRequest
    ? `ask for a pool with ${annotationPool}, or change one of these pools`
    : pools.every(({ isTerminating }) => isTerminating)
    ? "create another pool"
    : "change one of these pools";
  return {
    reason: "NoEligiblePool",
    message: `no pool gives ${service} an address without a request: ${few(pools.map(refusalToTake))}; ${cure}`,
  };
}

export function poolExhausted(full: readonly Fullness[]): AllocationVerdict {
  return {
    reason: "PoolExhausted",
    message: `${few(full.map(fullnessText))}; add addresses to it, or delete Services that have one`,
  };
}

function fullnessText({ pool, family, used, capacity }: Fullness): string {
  if (capacity === 0n) return `pool ${pool} has no ${family} addresses to give, because of avoidBuggyIPs`;
  const withheld = used < capacity ? `, ${capacity - used} put aside or reserved` : "";
  return `pool ${pool} is full: ${used} of ${counted(capacity, `${family} address`)} used${withheld}`;
}

export function poolNotFound(
  pool: string,
  invalid: { has(pool: string): boolean; misplacedNamed(pool: string): readonly Misplaced[] },
): AllocationVerdict {
  const misplaced = invalid.misplacedNamed(pool);
  const what = invalid.has(pool)
    ? "is invalid; repair it, as its status says"
    : misplaced.length > 0
    ? `is in the wrong namespace; ${moveText(misplaced)}`
    : `does not exist; create it, or correct ${annotationPool}`;
  return { reason: "PoolNotFound", message: `the Service asks for pool ${pool}, which ${what}` };
}

/** @param address the address that the Service asked for or had; absent: the message names the pool only */
export function poolTerminating({ name }: Pool, address?: string): AllocationVerdict {
  const subject = address === undefined ? `pool ${name}` : `pool ${name}, which has ${address},`;
  return { reason: "PoolNotFound", message: `${subject} is being deleted and gives nothing new; ask for another` };
}

/** @param address the address that the Service asked for or had; absent: it asked for the pool only */
export function poolNotAllowed(pool: Pool, service: ObjectKey, address?: string): AllocationVerdict {
  const subject = address === undefined ? `pool ${pool.name}` : `pool ${pool.name}, which has ${address},`;
  return {
    reason: "PoolNotAllowed",
    message: `${subject} does not admit ${service}: ${
      audience(pool)
    }; change the pool's serviceAllocation, or the Service`,
  };
}

export function poolsLackFamilies(pools: readonly string[], families: readonly IPFamily[]): AllocationVerdict {
  const wanted = families.join(" and ");
  const lack = pools.length === 1
    ? `pool ${few(pools)} has ${families.length === 1 ? "no" : "not both"} ${wanted} addresses`
    : `none of the pools ${few(pools)} has ${wanted} addresses`;
  return { reason: "FamilyMismatch", message: `${lack}, which the Service requires; add some` };
}

/** For a PreferDualStack Service that has one address. */
export function poolLacksFamily(pool: string, family: IPFamily): AllocationVerdict {
  return { reason: "FamilyMismatch", message: `pool ${pool} has no ${family} addresses; add some for dual stack` };
}

/** For a pool that was valid when it gave the Service its addresses. */
export function poolBecameInvalid(pool: string): AllocationVerdict {
  return {
    reason: "PoolNotFound",
    message: `pool ${pool} has become invalid and gives nothing; repair it, as its status says`,
  };
}

/** Why the pool gives no address to a Service that did not ask for the pool. */
export function refusalToTake(pool: Pool): string {
  if (pool.isTerminating) return `pool ${pool.name} is being deleted`;
  return pool.autoAssign
    ? `pool ${pool.name} is ${audience(pool)}`
    : `pool ${pool.name} gives addresses only on request (autoAssign: false)`;
}

function audience({ serviceAllocation }: Pool): string {
  const { namespaces = [], namespaceSelectors = [], serviceSelectors = [] } = serviceAllocation ?? {};
  const limits = [
    ...(namespaces.length > 0 ? [`namespaces ${few(namespaces)}`] : []),
    ...(namespaceSelectors.length > 0 ? ["namespaces that its namespaceSelectors match"] : []),
  ].join(" and ");
  const labels = serviceSelectors.length > 0 ? "Services that its serviceSelectors match" : "Services";
  return `for ${labels}${limits === "" ? "" : ` in ${limits}`}`;
}

/** At most four of the texts, so that a message stays readable. */
function few(texts: readonly string[]): string {
  return texts.length <= 4 ? texts.join(", ") : `${texts.slice(0, 3).join(", ")} and ${texts.length - 3} more`;
}
