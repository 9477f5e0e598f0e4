/**
 * Decides which Service has which address. First, Services keep the addresses that they have; then new ones are given.
 *
 * @module
 */

import { allocatedIn } from "./model/allocation/allocated.ts";
import type { Allocated } from "./model/allocation/allocation.ts";
import { settle } from "./model/allocation/settlement.ts";
import type { Reading } from "./model/fault.ts";
import type { Observed } from "./model/observed.ts";
import { type Pool, readPools } from "./model/pools/pool.ts";

/**
 * Gives every Service of type LoadBalancer and of this class its addresses, or the reason why it has none. First, every
 * Service keeps the address in its VirtualIP, or else the one in its status, if the rules still allow it. Then Services
 * that lack an address get a new one. A Service that asks for another address keeps the old one until it gets the new
 * one. The order of the observed objects does not matter. The result is stable: a second pass on the result changes
 * nothing.
 */
export function allocate(
  observed: Pick<Observed, "now" | "settings" | "services" | "namespaces" | "pools" | "virtualIPs" | "leases">,
  pools: Reading<Pool> = readPools(observed.pools, observed.settings.namespace),
): Allocated {
  return allocatedIn(settle(observed, pools), observed);
}

if (import.meta.main) await (await import("../runtime/cli/standalone.ts")).standalone("allocate");
