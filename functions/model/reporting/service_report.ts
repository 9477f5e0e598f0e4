/**
 * A Service as its status should be, and what is to be told about it.
 *
 * @module
 */

import type { Allocation } from "../allocation/allocation.ts";
import { type AddressAnnounced, addressAnnounced } from "../election/announced.ts";
import { type Statement, withCondition, withoutCondition } from "../conditions.ts";
import type { Election } from "../election/election.ts";
import { eventAbout } from "../events.ts";
import type { Condition, Instant, KubernetesEvent, Service } from "../kubernetes.ts";
import { withAddresses } from "../allocation/laid_address.ts";
import { conditionAllocated, conditionAnnounced } from "../names.ts";
import { occurrencesOf } from "./service_events.ts";

export interface ServiceReport {
  /** The observed object itself where nothing has changed. */
  readonly service: Service;
  readonly announced: readonly AddressAnnounced[];
  /** Empty where nothing has changed. */
  readonly events: readonly KubernetesEvent[];
}

/** @param electionAt the election about an address */
export function reportService(
  service: Service,
  { allocation, electionAt, now }: {
    readonly allocation: Allocation;
    readonly electionAt: (address: string) => Election | undefined;
    readonly now: Instant;
  },
): ServiceReport {
  const elections: Election[] = [];
  const announced: AddressAnnounced[] = [];
  for (const address of allocation.addresses) {
    const election = electionAt(address);
    if (election === undefined) continue;
    elections.push(election);
    announced.push(addressAnnounced(election));
  }
  const laid = withAddresses(service, allocation);
  const after = withConditions(laid, [allocatedStatement(allocation), announcedStatement(announced)], now);
  if (after === service) return { service, announced, events: none };
  const occurrences = occurrencesOf({ service, allocation, announced, elections });
  return { service: after, announced, events: occurrences.map((occurrence) => eventAbout(service, occurrence, now)) };
}

const none: readonly KubernetesEvent[] = [];

function allocatedStatement({ verdict }: Allocation): Statement {
  return { type: conditionAllocated, status: verdict.reason === "Assigned" ? "True" : "False", ...verdict };
}

/** Of several addresses the worst decides, and each is told of. Without an address there is nothing to say. */
function announcedStatement(announced: readonly AddressAnnounced[]): Statement | undefined {
  let worst = announced[0];
  if (worst === undefined) return undefined;
  let message = "";
  for (const each of announced) {
    if (severity[each.status] > severity[worst.status]) worst = each;
    message += `${message === "" ? "" : "; "}${each.address}: ${each.message}`;
  }
  return { type: conditionAnnounced, status: worst.status, reason: worst.reason, message };
}

const severity = { True: 0, Unknown: 1, False: 2 } as const satisfies Record<Condition["status"], number>;

function withConditions(
  service: Service,
  [allocated, announced]: readonly [Statement, Statement | undefined],
  now: Instant,
): Service {
  const before = service.status?.conditions;
  const once = withCondition(before, allocated, now);
  const conditions = announced === undefined
    ? withoutCondition(once, conditionAnnounced)
    : withCondition(once, announced, now);
  return conditions === before || conditions === undefined
    ? service
    : { ...service, status: { ...service.status, conditions } };
}
