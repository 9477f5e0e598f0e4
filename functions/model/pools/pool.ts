/**
 * Pools, as the functions use them: read once, checked, and compared with each other.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import type { IPAddressPool } from "../crds.ts";
import { type Fault, faultsOf, type Reading } from "../fault.ts";
import type { IPFamily, Labels, LabelSelector } from "../kubernetes.ts";
import { annotationChoose } from "../names.ts";
import { byAge } from "../order.ts";
import { overlapFlaws, poolFlaws } from "./pool_flaws.ts";
import { parseRange, type Range, union } from "../addresses/range.ts";
import { RangeIndex } from "../addresses/range_index.ts";

export interface Pool {
  readonly name: string;
  readonly labels: Labels;
  /** Ascending, disjoint, IPv4 before IPv6. */
  readonly ranges: readonly Range[];
  /** Whether Services get addresses from it that did not ask for it. */
  readonly autoAssign: boolean;
  /** Whether IPv4 addresses that end in .0 or .255 are kept back. */
  readonly avoidBuggyIPs: boolean;
  readonly choose: "stable" | "lowest";
  /** Absent: a general pool, for whoever no other pool is meant for. */
  readonly serviceAllocation?: ServiceAllocation;
}

export interface ServiceAllocation {
  /** Lower goes first; unset and 0, which go last, are infinite. */
  readonly priority: number;
  readonly namespaces: readonly string[];
  readonly namespaceSelectors: readonly LabelSelector[];
  readonly serviceSelectors: readonly LabelSelector[];
}

/**
 * The pools that may be used, ordered by name, and what is wrong with the others. A pool with an error is left out whole; of
 * two that overlap the older stands (then the first by name).
 *
 * @param namespace where pools live; one of another namespace is left out
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
  return { valid: valid.toSorted((one, other) => one.name < other.name ? -1 : 1), faults };
}

/** Whether the pool may give this address, which lies in it, to anybody. */
export function isUsable(pool: Pool, address: Address): boolean {
  return !pool.avoidBuggyIPs || !isBuggy(address);
}

/** IPv4 addresses ending in .0 or .255, which some old equipment takes for network or broadcast addresses. */
export function isBuggy(address: { readonly family: IPFamily; readonly value: bigint }): boolean {
  const octet = address.value & 255n;
  return address.family === "IPv4" && (octet === 0n || octet === 255n);
}

export function hasFamily(pool: Pool, family: IPFamily): boolean {
  return pool.ranges.some((range) => range.family === family);
}

/** Of an object that has no errors. */
function poolOf(object: IPAddressPool): Pool {
  const { spec, metadata } = object;
  const allocation = spec.serviceAllocation;
  return {
    name: metadata.name,
    labels: metadata.labels ?? {},
    ranges: union(spec.addresses.map(parseRange).filter((range) => typeof range !== "string")),
    autoAssign: spec.autoAssign ?? true,
    avoidBuggyIPs: spec.avoidBuggyIPs ?? false,
    choose: metadata.annotations?.[annotationChoose] === "lowest" ? "lowest" : "stable",
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
