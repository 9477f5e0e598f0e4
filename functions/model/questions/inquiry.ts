/**
 * The input of a question: the observed world, the decision about it, and the checked configuration.
 *
 * @module
 */

import type { Checked } from "../reporting/checked.ts";
import type { Settlement } from "../allocation/settlement.ts";
import type { Decision } from "../reporting/desired.ts";
import type { Election } from "../election/election.ts";
import type { Observed } from "../observed.ts";
import { accountOf } from "./address_account.ts";
import type { AddressAccount } from "./explanation.ts";

export interface Inquiry {
  readonly observed: Observed;
  readonly decision: Decision;
  readonly settlement: Settlement;
  readonly checked: Checked;
}

/** The state of an address, from its election. */
export function accountIn({ observed, decision, checked }: Inquiry, election: Election): AddressAccount {
  return accountOf(election, {
    observed,
    checked,
    planned: decision.virtualIPs.find(({ spec }) => spec.address === election.address),
  });
}
