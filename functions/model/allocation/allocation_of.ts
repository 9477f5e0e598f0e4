/**
 * The outcome of a pass for one Service.
 *
 * @module
 */

import { keptInConflict } from "./address_messages.ts";
import type { Allocation } from "./allocation.ts";
import { assigned } from "./allocation_messages.ts";
import { currentAddresses } from "./current_addresses.ts";
import type { Estate } from "./estate.ts";
import type { AllocationVerdict } from "../reasons.ts";
import { holds, type Tenancy } from "./tenancy.ts";

export function allocationOf(tenancy: Tenancy, estate: Estate): Allocation {
  const { key: service, held, insteadOf } = tenancy;
  const first = held[0];
  if (first === undefined) {
    return { service, addresses: [], verdict: tenancy.refusal ?? unasked, ...released(tenancy) };
  }
  const addresses = held.length === 1 ? [first.text] : inOrder(tenancy);
  const verdict = assigned(addresses, first.pool, shortfall(tenancy, estate));
  const allocation = { service, addresses, pool: first.pool, verdict };
  return tenancy.lost.length === 0 && insteadOf === undefined
    ? allocation
    : { ...allocation, ...released(tenancy), ...(insteadOf === undefined ? {} : { insteadOf }) };
}

/** The primary family first. */
function inOrder({ need, held }: Tenancy): readonly string[] {
  return need.families.flatMap((family) => held.filter((each) => each.family === family).map(({ text }) => text));
}

/** What the Service asked for and cannot have, though it has an address. */
function shortfall({ held, insteadOf, refusal }: Tenancy, { aside }: Estate): string | undefined {
  if (aside.size > 0 && insteadOf !== undefined) {
    for (const { text } of held) {
      const conflict = aside.get(text);
      if (conflict !== undefined) return keptInConflict(text, insteadOf, conflict);
    }
  }
  return refusal?.message;
}

/** What was there before the pass and is no more; not what came and went within it. */
function released(tenancy: Tenancy): Pick<Allocation, "released"> {
  if (tenancy.lost.length === 0) return {};
  const before = currentAddresses(tenancy.service).map(({ text }) => text);
  const lost = tenancy.lost.filter(({ address }) => before.includes(address.text) && !holds(tenancy, address));
  const [first] = lost;
  return first === undefined
    ? {}
    : { released: { addresses: lost.map(({ address }) => address.text), why: first.why } };
}

/** A Service without an address was refused one; this is what is said should that ever fail. */
const unasked: AllocationVerdict = { reason: "NoEligiblePool", message: "no pool was asked" };
