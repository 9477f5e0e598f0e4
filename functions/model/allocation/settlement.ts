/**
 * Who has what once everybody has been asked: what an allocation is made from, and what a question about it looks into.
 *
 * @module
 */

import type { Observed } from "../observed.ts";
import { byKey } from "../order.ts";
import { isEligible } from "./eligibility.ts";
import { type Estate, readEstate } from "./estate.ts";
import { give } from "./give.ts";
import { keep } from "./keep.ts";
import type { Tenancy } from "./tenancy.ts";

export interface Settlement {
  readonly estate: Estate;
  /** One for each Service that is served, in the order of their keys. */
  readonly tenancies: readonly Tenancy[];
}

/** First keep, then give. */
export function settle(
  observed: Pick<Observed, "now" | "settings" | "services" | "namespaces" | "pools" | "virtualIPs">,
): Settlement {
  const { services, settings } = observed;
  const estate = readEstate(observed);
  const eligible = services.filter((service) => isEligible(service, settings)).sort(byKey);
  const tenancies = keep(eligible, estate, settings.assume === "live");
  give(tenancies, estate);
  return { estate, tenancies };
}
