/**
 * Makes the result of `allocate` from the addresses that Services have at the end of a pass.
 *
 * @module
 */

import type { Allocated } from "./allocation.ts";
import { allocationOf } from "./allocation_of.ts";
import { isRetired } from "./eligibility.ts";
import { keyOf } from "../kubernetes.ts";
import type { Observed } from "../observed.ts";
import { compare } from "../order.ts";
import { isUsable } from "../pools/pool.ts";
import type { Settlement } from "./settlement.ts";

export function allocatedIn(
  { inventory, serviceStates }: Settlement,
  { now, settings, services }: Pick<Observed, "now" | "settings" | "services">,
): Allocated {
  const retired = services.filter((service) => isRetired(service, settings)).map(keyOf).sort();
  const firstFreed = [...inventory.aside.values()].reduce((first, { until }) => Math.min(first, until), Infinity);
  const { ledger } = inventory;
  const withheld = ledger.withheld().flatMap(({ address }) => {
    const pool = ledger.poolStateOf(address)?.pool;
    const isWithheld = pool !== undefined && isUsable(pool, address) && !ledger.isHeldFrom(pool.name, address);
    return isWithheld ? [{ address: address.text, pool: pool.name }] : [];
  }).sort((one, other) => compare(one.address, other.address));
  return {
    allocations: serviceStates.map((serviceState) => allocationOf(serviceState, inventory)),
    ...(retired.length === 0 ? {} : { retired }),
    ...(withheld.length === 0 ? {} : { withheld }),
    ...(firstFreed === Infinity ? {} : { resyncAfterSeconds: Math.ceil((firstFreed - now) / 1000) }),
  };
}
