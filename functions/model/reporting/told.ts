/**
 * Which events have been sent about a Service, so that no event is sent twice. Only reasons, addresses and nodes are
 * compared, because a release may reword the sentences. The Service's conditions and ServiceL2Statuses show most of the
 * sent events. The annotation `arpeggio.dev/told` lists the others; a Service without trouble does not have it.
 *
 * @module
 */

import type { Allocation } from "../allocation/allocation.ts";
import { withAnnotation } from "./service_addresses.ts";
import { conditionOf, type Statement } from "../conditions.ts";
import type { AddressAnnounced } from "../election/announced.ts";
import type { Service } from "../kubernetes.ts";
import { annotationTold, conditionAnnounced } from "../names.ts";
import type { AllocationReason } from "../reasons.ts";

/** True if an event has already reported this reason why the Service does not get all that it asks for. */
export function hasToldGrant(service: Service, notGranted: AllocationReason): boolean {
  return entriesOf(service).has(grantEntry(notGranted));
}

/** True if an event has already reported this reason for the address. */
export function hasToldAddress(service: Service, address: string, reason: string): boolean {
  if (entriesOf(service).has(addressEntry(address, reason))) return true;
  const condition = conditionOf(service.status?.conditions, conditionAnnounced);
  return condition?.status === "False" && condition.reason === reason;
}

/** True if an event has already reported that another actor keeps overwriting the Service's addresses. */
export function hasToldRival(service: Service): boolean {
  return entriesOf(service).has(rivalEntry);
}

const rivalEntry = "rival";

/**
 * The Service with the annotation as it should be after all events are sent.
 *
 * @param facts.statement the new condition `Announced`; the annotation leaves out the reason that this condition shows
 */
export function withTold(
  service: Service,
  { allocation: { notGranted }, announced, statement, rival }: {
    readonly allocation: Allocation;
    readonly announced: readonly AddressAnnounced[];
    readonly statement: Statement | undefined;
    readonly rival: string | undefined;
  },
): Service {
  const entries = [
    ...(rival === undefined ? [] : [rivalEntry]),
    ...(notGranted === undefined ? [] : [grantEntry(notGranted)]),
    ...announced.flatMap(({ address, status, reason, conflict }) => {
      if (conflict !== undefined) return [addressEntry(address, conflict.reason)];
      return status === "False" && reason !== statement?.reason ? [addressEntry(address, reason)] : [];
    }),
  ];
  const metadata = withAnnotation(
    service.metadata,
    annotationTold,
    entries.length === 0 ? undefined : entries.join(" "),
  );
  return metadata === service.metadata ? service : { ...service, metadata };
}

function entriesOf({ metadata: { annotations } }: Service): ReadonlySet<string> {
  const text: unknown = annotations?.[annotationTold];
  return new Set(typeof text === "string" ? text.split(" ") : []);
}

function grantEntry(reason: AllocationReason): string {
  return `notGranted=${reason}`;
}

function addressEntry(address: string, reason: string): string {
  return `${address}=${reason}`;
}
