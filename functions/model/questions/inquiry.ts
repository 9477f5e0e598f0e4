/**
 * What a question looks into: the world, what was decided from it, and how.
 *
 * @module
 */

import type { Checked } from "../../check.ts";
import type { Settlement } from "../allocation/settlement.ts";
import type { Desired } from "../desired.ts";
import type { Election } from "../election/election.ts";
import type { Observed } from "../observed.ts";
import { accountOf } from "./address_account.ts";
import type { AddressAccount } from "./explanation.ts";

export interface Inquiry {
  readonly observed: Observed;
  readonly desired: Desired;
  readonly settlement: Settlement;
  readonly checked: Checked;
}

/** What holds for an address, by its election. */
export function accountIn({ observed, desired, checked }: Inquiry, election: Election): AddressAccount {
  return accountOf(election, {
    observed,
    checked,
    planned: desired.virtualIPs.find(({ spec }) => spec.address === election.address),
  });
}
