/**
 * After everything that may stay is kept, Services get what they lack.
 *
 * @module
 */

import { addressConflict } from "./address_messages.ts";
import { replaced } from "./allocation_messages.ts";
import type { Estate } from "./estate.ts";
import { byAge } from "../order.ts";
import { planFor } from "./plan.ts";
import { holds, isContent, type Loss, type Plan, shouldLeave, type Tenancy } from "./tenancy.ts";
import type { Placement } from "./usage.ts";

/**
 * Those that ask for certain addresses come first, then the oldest. What one of them gives back another may have been waiting
 * for: so they are asked again until a round changes nothing, which is also why a second pass would change nothing.
 */
export function give(tenancies: readonly Tenancy[], estate: Estate): void {
  const discontent = tenancies.filter((tenancy) => !isContent(tenancy, estate)).sort(byServiceAge);
  let waiting = [...discontent.filter(asksForAddresses), ...discontent.filter((each) => !asksForAddresses(each))];
  for (let changed = true; changed && waiting.length > 0;) {
    changed = false;
    for (const tenancy of waiting) {
      if (settle(tenancy, planFor(tenancy, estate), estate)) changed = true;
    }
    waiting = waiting.filter((tenancy) => !isContent(tenancy, estate));
  }
}

function byServiceAge(one: Tenancy, other: Tenancy): number {
  return byAge(one.service, other.service);
}

function asksForAddresses({ request }: Tenancy): boolean {
  return request.addresses.length > 0;
}

/** Acquires what is new, then releases what is left over. Returns whether anything changed. */
function settle(tenancy: Tenancy, plan: Plan, estate: Estate): boolean {
  if ("reason" in plan) {
    tenancy.refusal = plan;
    return false;
  }
  const gained = plan.filter((placement) => !holds(tenancy, placement));
  const left = tenancy.held.filter(({ text }) => !plan.some((each) => each.text === text));
  for (const placement of gained) estate.ledger.give(placement, tenancy);
  for (const placement of left) estate.ledger.take(placement, tenancy);
  const fled = left.find((placement) => shouldLeave(tenancy, placement, estate));
  tenancy.lost = [...tenancy.lost, ...left.map((placement) => lossOf(placement, { tenancy, plan, estate }))];
  tenancy.insteadOf ??= fled?.text;
  tenancy.held = plan;
  tenancy.refusal = undefined;
  return gained.length > 0;
}

function lossOf(
  placement: Placement,
  { tenancy, plan, estate }: { tenancy: Tenancy; plan: readonly Placement[]; estate: Estate },
): Loss {
  const aside = shouldLeave(tenancy, placement, estate) ? estate.aside.get(placement.text) : undefined;
  const why = aside === undefined
    ? replaced(plan.map(({ text }) => text), plan[0]?.pool ?? "")
    : addressConflict(placement.text, aside);
  return { address: placement, why };
}
