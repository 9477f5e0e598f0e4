/**
 * All there is to give, and who has what of it, during one pass.
 *
 * @module
 */

import { namespaceLabels } from "../pools/admission.ts";
import { type AsideAddresses, readAside } from "./aside.ts";
import { InvalidPools } from "../pools/invalid_pools.ts";
import { Ledger } from "./ledger.ts";
import type { Observed } from "../observed.ts";
import { readPools } from "../pools/pool.ts";
import { RangeIndex } from "../addresses/range_index.ts";
import { Territory } from "./territory.ts";

export interface Estate {
  readonly ledger: Ledger;
  /** The valid pools by name, in the order of names. */
  readonly territories: ReadonlyMap<string, Territory>;
  readonly invalid: InvalidPools;
  readonly aside: AsideAddresses;
}

export function readEstate(
  { pools, namespaces, virtualIPs, settings, now }: Pick<
    Observed,
    "pools" | "namespaces" | "virtualIPs" | "settings" | "now"
  >,
): Estate {
  const { valid } = readPools(pools, settings.namespace);
  const labels = namespaceLabels(namespaces);
  const territories = new Map(valid.map((pool) => [pool.name, new Territory(pool, labels)]));
  const index = new RangeIndex<Territory>();
  for (const territory of territories.values()) {
    for (const range of territory.pool.ranges) index.add(range, territory);
  }
  const aside = readAside(virtualIPs, now);
  const invalid = new InvalidPools(pools, valid, settings.namespace);
  return { ledger: new Ledger(index, aside), territories, invalid, aside };
}
