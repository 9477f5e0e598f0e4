/**
 * Makes the desired status of a Service and its events. Only the active controller writes them:
 * `runtime/controller/pass.ts` requests the write, and `runtime/host/write_queue.ts` sends it.
 *
 * @module
 */

import type { Allocation } from "../allocation/allocation.ts";
import { type AddressAnnounced, addressAnnounced, announcedTo } from "../election/announced.ts";
import { type Statement, withCondition, withoutCondition } from "../conditions.ts";
import type { Election } from "../election/election.ts";
import { eventAbout } from "../events.ts";
import { type Condition, type Instant, keyOf, type KubernetesEvent, type Service } from "../kubernetes.ts";
import { withAddresses } from "./service_addresses.ts";
import { conditionAllocated, conditionAnnounced } from "../names.ts";
import { isOverwritten, rivalries, rivalryMessage } from "./rivalry.ts";
import { type KnownStatuses, subjectOf } from "./status_subject.ts";
import { withTold } from "./told.ts";
import type { ServiceL2Status } from "../crds.ts";
import { occurrencesOf } from "./service_events.ts";

export interface ServiceReport {
  /** The Service with the desired status; the observed object itself if nothing has changed. */
  readonly service: Service;
  readonly announced: readonly AddressAnnounced[];
  /** Empty if nothing has changed. */
  readonly events: readonly KubernetesEvent[];
}

/** @param electionAt returns the election of an address */
export function reportService(
  service: Service,
  { allocation, electionAt, known, now, rival }: {
    readonly allocation: Allocation;
    readonly electionAt: (address: string) => Election | undefined;
    /** The observed ServiceL2Statuses. */
    readonly known: KnownStatuses<ServiceL2Status>;
    readonly now: Instant;
    /** The other actor that keeps overwriting the Service's addresses, in words. */
    readonly rival?: string | undefined;
  },
): ServiceReport {
  const elections: Election[] = [];
  const announced: AddressAnnounced[] = [];
  for (const address of allocation.addresses) {
    const election = electionAt(address);
    if (election === undefined) continue;
    elections.push(election);
    announced.push(announcedTo(keyOf(service), election, addressAnnounced(election)));
  }
  const laid = withAddresses(service, allocation);
  const statement = announcedStatement(announced);
  const told = withTold(laid, { allocation, announced, statement, rival });
  const after = withConditions(told, [allocatedStatement(allocation, rival), statement], now);
  if (after === service) return { service, announced, events: none };
  const isAnnouncedBy = (node: string): boolean => known.about(subjectOf(service, node)) !== undefined;
  const news = isOverwritten(service, allocation)
    ? []
    : occurrencesOf({ service, allocation, announced, elections, isAnnouncedBy });
  const occurrences = [...news, ...rivalries(service, rival)];
  return { service: after, announced, events: occurrences.map((occurrence) => eventAbout(service, occurrence, now)) };
}

const none: readonly KubernetesEvent[] = [];

function allocatedStatement({ verdict }: Allocation, rival: string | undefined): Statement {
  const { reason } = verdict;
  const message = rival === undefined ? verdict.message : `${verdict.message}; ${rivalryMessage(rival)}`;
  return { type: conditionAllocated, status: reason === "Assigned" ? "True" : "False", reason, message };
}

/**
 * The condition `Announced`; undefined without an address. Its status is that of the worst address; its message names
 * all.
 */
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
