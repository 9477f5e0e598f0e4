/**
 * Pools in the form that the functions use: read once, checked, and compared with each other.
 *
 * @module
 */

import { type Choice, readChoice } from "./choice.ts";
import type { Address } from "../addresses/address.ts";
import type { IPAddressPool } from "../crds.ts";
import { type Fault, faultsOf, type Reading } from "../fault.ts";
import type { IPFamily, Labels, LabelSelector } from "../kubernetes.ts";
import { annotationChoose } from "../names.ts";
import { byAge, compare } from "../order.ts";
import { overlapFlaws, poolFlaws } from "./pool_flaws.ts";
import { parseRange, type Range, union } from "../addresses/range.ts";
import { RangeIndex } from "../addresses/range_index.ts";

export interface Pool {
  readonly name: string;
  readonly labels: Labels;
  /** In ascending order, without overlaps, IPv4 before IPv6. */
  readonly ranges: readonly Range[];
  /** True if Services that did not ask for the pool may get its addresses. */
  readonly autoAssign: boolean;
  /** True if the pool does not give IPv4 addresses that end in .0 or .255. */
  readonly avoidBuggyIPs: boolean;
  readonly choose: Choice;
  /** True if the pool is being deleted: it gives no new addresses, but Services keep the addresses that they have. */
  readonly isTerminating: boolean;
  /**
   * The Services for which the pool is reserved. Absent: the pool is for all Services; pools that are reserved for a
   * Service are searched first.
   */
  readonly serviceAllocation?: ServiceAllocation;
}

export interface ServiceAllocation {
  /** The pool with the lowest number comes first. `Infinity`, for a pool without a priority above 0, comes last. */
  readonly priority: number;
  readonly namespaces: readonly string[];
  readonly namespaceSelectors: readonly LabelSelector[];
  readonly serviceSelectors: readonly LabelSelector[];
}

/**
 * The valid pools, sorted by name, and the faults of all pools. A pool with an error gives no new addresses, not even
 * from its correct ranges. If two pools overlap, the older one is valid; if they have the same age, the one whose name
 * is first in alphabetical order.
 *
 * @param namespace the namespace of pools; a pool in another namespace has a fault, and is not valid
 */
export function readPools(objects: readonly IPAddressPool[], namespace: string): Reading<Pool> {
  const taken = new RangeIndex<string>();
  const names = new Set<string>();
  const valid: Pool[] = [];
  const faults: Fault[] = [];
  for (const object of objects.toSorted(byAge)) {
    const own = poolFlaws(object, namespace);
    const flaws = own.some((flaw) => flaw.severity === "error") ? own : [...own, ...overlapFlaws(object, taken, names)];
    faults.push(...faultsOf(object, flaws));
    if (flaws.some((flaw) => flaw.severity === "error")) continue;
    const pool = poolOf(object);
    names.add(pool.name);
    for (const range of pool.ranges) taken.add(range, pool.name);
    valid.push(pool);
  }
  return { valid: valid.toSorted((one, other) => compare(one.name, other.name)), faults };
}

/** True if the pool may give this address to a Service. The address must be in the pool. */
export function isUsable(pool: Pool, address: Address): boolean {
  return !pool.avoidBuggyIPs || !isBuggy(address);
}

/** True for IPv4 addresses that end in .0 or .255: some old equipment treats them as network or broadcast addresses. */
export function isBuggy(address: { readonly family: IPFamily; readonly value: bigint }): boolean {
  const octet = address.value & 255n;
  return address.family === "IPv4" && (octet === 0n || octet === 255n);
}

export function hasFamily(pool: Pool, family: IPFamily): boolean {
  return pool.ranges.some((range) => range.family === family);
}

/** Reads an object that has no errors. */
function poolOf(object: IPAddressPool): Pool {
  const { spec, metadata } = object;
  const allocation = spec.serviceAllocation;
  return {
    name: metadata.name,
    labels: metadata.labels ?? {},
    ranges: union(spec.addresses.map(parseRange).filter((range) => typeof range !== "string")),
    autoAssign: spec.autoAssign ?? true,
    avoidBuggyIPs: spec.avoidBuggyIPs ?? false,
    choose: readChoice(metadata.annotations?.[annotationChoose]),
    isTerminating: metadata.deletionTimestamp !== undefined && metadata.deletionTimestamp !== null,
    ...(allocation === undefined || allocation === null ? {} : {
      serviceAllocation: {
        priority: Math.max(allocation.priority ?? 0, 0) || Infinity,
        namespaces: allocation.namespaces ?? [],
        namespaceSelectors: allocation.namespaceSelectors ?? [],
        serviceSelectors: allocation.serviceSelectors ?? [],
      },
    }),
  };
}
