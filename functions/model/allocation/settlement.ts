/**
 * Which Service has which addresses at the end of a pass. The results of `allocate` and `explain` are made from this.
 *
 * @module
 */

import type { Reading } from "../fault.ts";
import type { Observed } from "../observed.ts";
import { byKey } from "../order.ts";
import type { Pool } from "../pools/pool.ts";
import { isEligible } from "./eligibility.ts";
import { type Inventory, inventoryFor, readInventory } from "./inventory.ts";
import { give } from "./give.ts";
import { keep } from "./keep.ts";
import type { ServiceState } from "./service_state.ts";

export interface Settlement {
  readonly inventory: Inventory;
  /** One state for each Service that is served, in the order of their keys. */
  readonly serviceStates: readonly ServiceState[];
}

/**
 * First, Services keep the addresses that they have; then they get the addresses that they lack.
 * @param rest the addresses of other Services, if `observed` does not have all Services; changed in place
 */
export function settle(
  observed: Pick<Observed, "now" | "settings" | "services" | "namespaces" | "pools" | "virtualIPs" | "leases">,
  pools: Reading<Pool>,
  rest?: Inventory,
): Settlement {
  const { services, settings } = observed;
  const eligible = services.filter((service) => isEligible(service, settings)).sort(byKey);
  const asking = { ...observed, services: eligible };
  const inventory = rest === undefined ? readInventory(asking, pools) : inventoryFor(asking, rest);
  const serviceStates = keep(eligible, inventory, settings.assume === "live");
  give(serviceStates, inventory);
  return { inventory, serviceStates };
}
