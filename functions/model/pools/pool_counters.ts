/**
 * How many addresses of each pool are in use, and how many are left: the counters in a pool's status.
 *
 * @module
 */

import type { Allocation } from "../allocation/allocation.ts";
import { capacity } from "../addresses/capacity.ts";
import type { IPFamily } from "../kubernetes.ts";
import type { Pool } from "./pool.ts";

export interface PoolCounters {
  readonly assignedIPv4: number;
  readonly assignedIPv6: number;
  readonly availableIPv4: number;
  readonly availableIPv6: number;
}

/**
 * By name of the pool, for every valid pool and for every other that Services still have addresses of, which has none
 * available. An address that Services share counts once.
 *
 * The fields are int64 in the schema and IPv6 pools are larger than that: a count stops at 2^53 − 1, the largest that
 * JSON carries unharmed through every client.
 */
export function countPools(
  pools: readonly Pool[],
  allocations: readonly Allocation[],
): ReadonlyMap<string, PoolCounters> {
  const assigned = new Map<string, Set<string>>(pools.map((pool) => [pool.name, new Set<string>()]));
  for (const { pool, addresses } of allocations) {
    if (pool === undefined) continue;
    const set = assigned.get(pool) ?? new Set<string>();
    assigned.set(pool, set);
    for (const address of addresses) set.add(address);
  }
  const byName = new Map(pools.map((pool) => [pool.name, pool]));
  return new Map([...assigned].map(([name, addresses]) => [name, counters(byName.get(name), addresses)]));
}

function counters(pool: Pool | undefined, addresses: ReadonlySet<string>): PoolCounters {
  let assignedIPv6 = 0;
  for (const address of addresses) if (address.includes(":")) assignedIPv6++;
  const assignedIPv4 = addresses.size - assignedIPv6;
  return {
    assignedIPv4,
    assignedIPv6,
    availableIPv4: available(pool, "IPv4", assignedIPv4),
    availableIPv6: available(pool, "IPv6", assignedIPv6),
  };
}

function available(pool: Pool | undefined, family: IPFamily, assigned: number): number {
  if (pool === undefined) return 0;
  const left = Number(capacity(pool, family) - BigInt(assigned));
  return Math.min(Math.max(left, 0), Number.MAX_SAFE_INTEGER);
}
