/**
 * How many addresses of each pool are in use, kept from pass to pass.
 *
 * @module
 */

import { isIPv6 } from "../addresses/address.ts";
import type { Allocation } from "../allocation/allocation.ts";
import type { IPFamily } from "../kubernetes.ts";

type Count = Readonly<Record<IPFamily, number>>;

export class AssignedCounts {
  readonly #byPool = new Map<string, Count>();

  /** The pools from which a Service has an address. */
  get pools(): Iterable<string> {
    return this.#byPool.keys();
  }

  of(pool: string): Count {
    return this.#byPool.get(pool) ?? none;
  }

  /** Adds the addresses of these Services. If an address is shared, all its Services must be in the list. */
  add(allocations: Iterable<Allocation>): void {
    this.#change(allocations, 1);
  }

  /** Removes the addresses of these Services. If an address is shared, all its Services must be in the list. */
  remove(allocations: Iterable<Allocation>): void {
    this.#change(allocations, -1);
  }

  #change(allocations: Iterable<Allocation>, by: 1 | -1): void {
    for (const [pool, addresses] of assignedByPool(allocations)) {
      const { IPv4, IPv6 } = countFamilies(addresses);
      const before = this.of(pool);
      const after = { IPv4: before.IPv4 + by * IPv4, IPv6: before.IPv6 + by * IPv6 };
      if (after.IPv4 === 0 && after.IPv6 === 0) this.#byPool.delete(pool);
      else this.#byPool.set(pool, after);
    }
  }
}

const none: Count = { IPv4: 0, IPv6: 0 };

/** The addresses by pool. A shared address counts once. */
export function assignedByPool(allocations: Iterable<Allocation>): ReadonlyMap<string, ReadonlySet<string>> {
  const assigned = new Map<string, Set<string>>();
  for (const { pool, addresses } of allocations) {
    if (pool === undefined) continue;
    const set = assigned.get(pool) ?? new Set<string>();
    assigned.set(pool, set);
    for (const address of addresses) set.add(address);
  }
  return assigned;
}

export function countFamilies(addresses: ReadonlySet<string>): Count {
  let count = 0;
  for (const address of addresses) if (isIPv6(address)) count++;
  return { IPv4: addresses.size - count, IPv6: count };
}
