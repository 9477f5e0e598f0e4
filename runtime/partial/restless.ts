/**
 * The Services and VirtualIPs that every pass must decide again. Pure.
 *
 * @module
 */

import type { Decided } from "../../functions/decide.ts";
import type { Allocation } from "../../functions/model/allocation/allocation.ts";
import { asideUntil } from "../../functions/model/allocation/aside.ts";
import type { Inventory } from "../../functions/model/allocation/inventory.ts";
import { isContent, type ServiceState } from "../../functions/model/allocation/service_state.ts";
import { keyOf, type ObjectKey } from "../../functions/model/kubernetes.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { serviceOfStatus } from "./known_world.ts";

export interface Restless {
  readonly services: ReadonlySet<ObjectKey>;
  /** The names of the VirtualIPs. */
  readonly virtualIPs: ReadonlySet<string>;
}

/**
 * Finds the Services and VirtualIPs that wait for an event, must be written, or may change with time. All other
 * decisions stay the same until an object on which they depend changes.
 */
export function restlessIn(observed: Observed, { desired, settlement, election }: Decided): Restless {
  const services = new Set<ObjectKey>(Object.keys(observed.rivals ?? {}));
  for (const service of different(observed.services, desired.services)) services.add(keyOf(service));
  for (const [place, serviceState] of settlement.serviceStates.entries()) {
    if (!isAtRest(serviceState, desired.allocations[place], settlement.inventory)) services.add(serviceState.key);
  }
  for (const { isSettled, claimants } of election.elections) {
    if (!isSettled) { for (const { key } of claimants) services.add(key); }
  }
  const statuses = [
    ...different(observed.l2Statuses, desired.l2Statuses),
    ...different(observed.bgpStatuses, desired.bgpStatuses),
  ];
  for (const status of statuses) services.add(serviceOfStatus(status));
  const aside = observed.virtualIPs.filter((virtualIP) => asideUntil(virtualIP, observed.now) !== undefined);
  const virtualIPs = [...different(observed.virtualIPs, desired.virtualIPs), ...aside];
  return { services, virtualIPs: new Set(virtualIPs.map(({ metadata: { name } }) => name)) };
}

/** True if the Service has all requested addresses, and there is nothing new to report about it. */
function isAtRest(serviceState: ServiceState, allocation: Allocation | undefined, inventory: Inventory): boolean {
  return allocation?.verdict.reason === "Assigned" && allocation.notGranted === undefined &&
    allocation.released === undefined && allocation.gained === undefined && allocation.insteadOf === undefined &&
    serviceState.insteadOf === undefined && isContent(serviceState, inventory);
}

/** The items that are in only one of the two lists. */
function different<Item extends object>(one: readonly Item[], other: readonly Item[]): readonly Item[] {
  const [here, there] = [new Set(one), new Set(other)];
  return [...one.filter((item) => !there.has(item)), ...other.filter((item) => !here.has(item))];
}
