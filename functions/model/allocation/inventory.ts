/**
 * All pools, and the addresses that Services have from them. A pass over only some Services starts with the inventory
 * at the end of the last pass.
 *
 * @module
 */

import { namespaceLabels } from "../pools/admission.ts";
import { type AsideAddresses, readAside } from "./aside.ts";
import { Holds } from "./holds.ts";
import { InvalidPools } from "../pools/invalid_pools.ts";
import { Ledger } from "./ledger.ts";
import type { Observed } from "../observed.ts";
import type { Reading } from "../fault.ts";
import type { Pool } from "../pools/pool.ts";
import { RangeIndex } from "../addresses/range_index.ts";
import { readSubnetEdges } from "./subnet_edges.ts";
import { PoolState } from "./pool_state.ts";

export interface Inventory {
  readonly ledger: Ledger;
  /** The valid pools by name, in the order of names. */
  readonly poolStates: ReadonlyMap<string, PoolState>;
  readonly invalid: InvalidPools;
  readonly aside: AsideAddresses;
  readonly holds: Holds;
}

export function readInventory(
  { services, pools, namespaces, virtualIPs, leases, settings, now }: Pick<
    Observed,
    "services" | "pools" | "namespaces" | "virtualIPs" | "leases" | "settings" | "now"
  >,
  { valid }: Reading<Pool>,
): Inventory {
  const labels = namespaceLabels(namespaces);
  const poolStates = new Map(valid.map((pool) => [pool.name, new PoolState(pool, labels)]));
  const index = new RangeIndex<PoolState>();
  for (const poolState of poolStates.values()) {
    for (const range of poolState.pool.ranges) index.add(range, poolState);
  }
  const aside = readAside(virtualIPs, now);
  const invalid = new InvalidPools(pools, valid, settings.namespace);
  const ledger = new Ledger(index, { aside, edges: readSubnetEdges(leases) });
  return { ledger, poolStates, invalid, aside, holds: new Holds(virtualIPs, services) };
}

/**
 * The inventory for a pass over these Services. The caller has already removed their addresses from the ledger.
 */
export function inventoryFor(
  { services, virtualIPs }: Pick<Observed, "services" | "virtualIPs">,
  inventory: Inventory,
): Inventory {
  inventory.ledger.contested.clear();
  return { ...inventory, holds: new Holds(virtualIPs, services) };
}
