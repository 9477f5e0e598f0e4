/**
 * Why a Service has its addresses and is reached there, or is not.
 *
 * @module
 */

import { isShort } from "../allocation/shortfall.ts";
import { keyOf, type ObjectKey } from "../kubernetes.ts";
import { allocationSteps } from "./allocation_steps.ts";
import { announcementSteps } from "./announcement_steps.ts";
import type { AddressAccount, ServiceExplanation, Step, Unknown } from "./explanation.ts";
import { accountIn, type Inquiry } from "./inquiry.ts";
import { poolStandings, ruleOf } from "./pool_standings.ts";
import { noSuchService, notServed } from "./subject_messages.ts";

export function explainService(key: ObjectKey, inquiry: Inquiry): ServiceExplanation | Unknown {
  const { observed, desired, settlement: { estate, tenancies }, checked: { faults } } = inquiry;
  const tenancy = tenancies.find((each) => each.key === key);
  const allocation = desired.allocations.find(({ service }) => service === key);
  if (tenancy === undefined || allocation === undefined) {
    const service = observed.services.find((each) => keyOf(each) === key);
    return {
      about: "nothing",
      message: service === undefined ? noSuchService(key) : notServed(service, observed.settings),
    };
  }
  const elections = desired.elections.filter(({ claimants }) => claimants.some((claimant) => claimant.key === key));
  const accounts = elections.map((election) => accountIn(inquiry, election));
  const { namespace } = observed.settings;
  const lacking = tenancy.refusal ?? tenancy.need.refusal ?? tenancy.request.refusal;
  const steps = lacking === undefined ? [] : allocationSteps({ tenancy, estate, verdict: lacking, faults, namespace });
  const rule = ruleOf(tenancy, estate);
  const { verdict, released } = allocation;
  return {
    about: "service",
    name: key,
    isFine: verdict.reason === "Assigned" && !isShort(allocation) && accounts.every(isWell),
    verdict,
    ...(rule !== undefined && { rule }),
    ...(released !== undefined && { released: `${released.addresses.join(" and ")}: ${released.why.message}` }),
    pools: poolStandings(tenancy, estate, faults),
    addresses: accounts,
    faults: faults.filter(({ object, message }) =>
      message !== verdict.message &&
      object.kind === "Service" && `${object.namespace ?? ""}/${object.name}` === key
    ),
    nextSteps: distinct([
      ...steps,
      ...elections.flatMap((election, index) => {
        const account = accounts[index];
        return account === undefined ? [] : announcementSteps(election, account, observed);
      }),
    ]),
  };
}

/** What is only planned is not yet wrong. */
export function isWell({ status, reason, conflict, isHalf }: AddressAccount): boolean {
  return conflict === undefined && !isHalf && (status === "True" || reason === "Pending");
}

function distinct(steps: readonly Step[]): readonly Step[] {
  return steps.filter(({ text }, index) => steps.findIndex((each) => each.text === text) === index);
}
