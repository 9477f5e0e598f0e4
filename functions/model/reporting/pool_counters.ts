/**
 * The counters in a pool's status: how many addresses are in use, and how many are free.
 *
 * @module
 */

import type { Allocated } from "../allocation/allocation.ts";
import { assignedByPool, AssignedCounts, countFamilies } from "./assigned_counts.ts";
import { capacity } from "../pools/capacity.ts";
import type { IPFamily } from "../kubernetes.ts";
import type { Pool } from "../pools/pool.ts";

export interface PoolCounters {
  readonly assignedIPv4: number;
  readonly assignedIPv6: number;
  readonly availableIPv4: number;
  readonly availableIPv6: number;
}

/**
 * The counters of each pool, by name: of every valid pool, and of any other pool from which Services still have
 * addresses. A shared address counts once. Addresses that the pool never gives, or that are withheld, are not
 * available. A pool that is invalid or being deleted has no available addresses.
 *
 * An IPv6 pool can have more addresses than an int64 field of the schema can hold, and many JSON clients read numbers
 * exactly only up to 2^53 − 1. So a number of available addresses is at most 2^53 − 1.
 *
 * @param rest the counts for Services that are not in `allocations`. An address that is counted there must not be in
 * `allocations` too: it would count twice
 */
export function countPools(
  pools: readonly Pool[],
  { allocations, withheld = [] }: Pick<Allocated, "allocations" | "withheld">,
  rest: AssignedCounts = new AssignedCounts(),
): ReadonlyMap<string, PoolCounters> {
  const assigned = assignedByPool(allocations);
  const kept = Map.groupBy(withheld, ({ pool }) => pool);
  const byName = new Map(pools.map((pool) => [pool.name, pool]));
  return new Map([...new Set([...byName.keys(), ...assigned.keys(), ...rest.pools])].map((name) => {
    const here = countFamilies(assigned.get(name) ?? new Set());
    const elsewhere = rest.of(name);
    const withheldHere = countFamilies(new Set(kept.get(name)?.map(({ address }) => address)));
    const [assignedIPv4, assignedIPv6] = [here.IPv4 + elsewhere.IPv4, here.IPv6 + elsewhere.IPv6];
    const pool = byName.get(name);
    return [name, {
      assignedIPv4,
      assignedIPv6,
      availableIPv4: available(pool, "IPv4", assignedIPv4 + withheldHere.IPv4),
      availableIPv6: available(pool, "IPv6", assignedIPv6 + withheldHere.IPv6),
    }];
  }));
}

function available(pool: Pool | undefined, family: IPFamily, taken: number): number {
  if (pool === undefined || pool.isTerminating) return 0;
  const left = Number(capacity(pool, family) - BigInt(taken));
  return Math.min(Math.max(left, 0), Number.MAX_SAFE_INTEGER);
}
