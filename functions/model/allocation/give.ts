/**
 * Gives Services the addresses that they lack, after every Service has kept the addresses that it may keep.
 *
 * @module
 */

import { addressConflict } from "./address_messages.ts";
import { replaced } from "./allocation_messages.ts";
import type { Inventory } from "./inventory.ts";
import { byAge } from "../order.ts";
import { planFor } from "./plan.ts";
import { type AllocationPlan, holds, isContent, type Loss, type ServiceState, shouldLeave } from "./service_state.ts";
import type { Placement } from "./usage.ts";

/**
 * Services that ask for certain addresses come before all others; in both groups, the older Service comes first. A
 * Service may give back an address that another Service waits for. So the rounds go on until a round changes nothing.
 * This makes the result stable: a second pass changes nothing.
 */
export function give(serviceStates: readonly ServiceState[], inventory: Inventory): void {
  const discontent = serviceStates.filter((serviceState) => !isContent(serviceState, inventory)).sort(byServiceAge);
  let waiting = [...discontent.filter(asksForAddresses), ...discontent.filter((each) => !asksForAddresses(each))];
  for (let changed = true; changed && waiting.length > 0;) {
    changed = false;
    for (const serviceState of waiting) {
      if (settle(serviceState, planFor(serviceState, inventory), inventory)) changed = true;
    }
    waiting = waiting.filter((serviceState) => !isContent(serviceState, inventory));
  }
}

function byServiceAge(one: ServiceState, other: ServiceState): number {
  return byAge(one.service, other.service);
}

function asksForAddresses({ request }: ServiceState): boolean {
  return request.addresses.length > 0;
}

/**
 * Gives the Service the new addresses of its plan, then takes the surplus ones away. True if the Service got a new one.
 */
function settle(serviceState: ServiceState, plan: AllocationPlan, inventory: Inventory): boolean {
  if ("reason" in plan) {
    serviceState.refusal = plan;
    return false;
  }
  const gained = plan.filter((placement) => !holds(serviceState, placement));
  const left = serviceState.held.filter(({ text }) => !plan.some((each) => each.text === text));
  for (const placement of gained) inventory.ledger.give(placement, serviceState);
  for (const placement of left) inventory.ledger.take(placement, serviceState);
  const fled = left.find((placement) => shouldLeave(serviceState, placement, inventory));
  serviceState.lost = [
    ...serviceState.lost,
    ...left.map((placement) => lossOf(placement, { serviceState, plan, inventory })),
  ];
  serviceState.insteadOf ??= fled?.text;
  serviceState.held = plan;
  serviceState.refusal = undefined;
  return gained.length > 0;
}

function lossOf(
  placement: Placement,
  { serviceState, plan, inventory }: { serviceState: ServiceState; plan: readonly Placement[]; inventory: Inventory },
): Loss {
  const aside = shouldLeave(serviceState, placement, inventory) ? inventory.aside.get(placement.text) : undefined;
  const why = aside === undefined
    ? replaced(plan.map(({ text }) => text), plan[0]?.pool ?? "")
    : addressConflict(placement.text, aside);
  return { address: placement, why };
}
