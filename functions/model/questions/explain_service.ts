/**
 * Explains a Service: why it has its addresses, or has none, and whether they are announced.
 *
 * @module
 */

import type { ObjectReference } from "../fault.ts";
import { keyOf, type ObjectKey } from "../kubernetes.ts";
import { addressChangeOf } from "./address_changes.ts";
import { allocationSteps } from "./allocation_steps.ts";
import { announcementSteps } from "./announcement_steps.ts";
import type { AddressAccount, NextStep, ServiceExplanation, Unknown } from "./explanation.ts";
import { accountIn, type Inquiry } from "./inquiry.ts";
import type { Observed } from "../observed.ts";
import { namesService } from "../addresses/unused_virtual_ips.ts";
import { poolStandings, ruleOf } from "./pool_standings.ts";
import { noSuchService, notServed } from "./subject_messages.ts";

export function explainService(key: ObjectKey, inquiry: Inquiry): ServiceExplanation | Unknown {
  const { observed, decision, settlement: { inventory, serviceStates }, checked: { faults } } = inquiry;
  const serviceState = serviceStates.find((each) => each.key === key);
  const allocation = decision.allocations.find(({ service }) => service === key);
  if (serviceState === undefined || allocation === undefined) {
    const service = observed.services.find((each) => keyOf(each) === key);
    return {
      about: "nothing",
      message: service === undefined ? noSuchService(key) : notServed(service, observed.settings),
    };
  }
  const elections = decision.elections.filter(({ claimants }) => claimants.some((claimant) => claimant.key === key));
  const accounts = elections.map((election) => accountIn(inquiry, election));
  const { namespace } = observed.settings;
  const lacking = serviceState.refusal ?? serviceState.need.refusal ?? serviceState.request.refusal;
  const steps = lacking === undefined
    ? []
    : allocationSteps({ serviceState, inventory, verdict: lacking, faults, namespace });
  const rule = ruleOf(serviceState, inventory);
  const { verdict } = allocation;
  const change = addressChangeOf(serviceState, allocation, inventory);
  return {
    about: "service",
    name: key,
    isFine: verdict.reason === "Assigned" && allocation.notGranted === undefined && accounts.every(isWell),
    verdict,
    ...(rule !== undefined && { rule }),
    ...(change !== undefined && { released: `${change.lost.join(" and ")}: ${change.why}` }),
    pools: poolStandings(serviceState, inventory, faults),
    addresses: accounts,
    faults: faults.filter(({ object, message }) => message !== verdict.message && concerns(object, key, observed)),
    nextSteps: distinct([
      ...steps,
      ...elections.flatMap((election, index) => {
        const account = accounts[index];
        return account === undefined ? [] : announcementSteps(election, account, observed);
      }),
    ]),
  };
}

/** True for the Service itself, and for a VirtualIP that names it. */
function concerns(object: ObjectReference, key: ObjectKey, { virtualIPs }: Observed): boolean {
  switch (object.kind) {
    case "Service":
      return keyOf({ metadata: object }) === key;
    case "VirtualIP":
      return virtualIPs.some((each) => each.metadata.name === object.name && namesService(each, key));
    default:
      return false;
  }
}

/**
 * True if nothing needs to be done about the address. This includes an address that is planned but not announced yet.
 */
export function isWell({ status, reason, conflict, isHalf }: AddressAccount): boolean {
  return conflict === undefined && !isHalf && (status === "True" || reason === "Pending");
}

function distinct(steps: readonly NextStep[]): readonly NextStep[] {
  return steps.filter(({ text }, index) => steps.findIndex((each) => each.text === text) === index);
}
