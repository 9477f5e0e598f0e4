/**
 * Another actor that keeps overwriting a Service's addresses: its name, and the messages about it.
 *
 * @module
 */

import { hasToldRival } from "./told.ts";
import type { Allocation } from "../allocation/allocation.ts";
import type { Occurrence } from "../events.ts";
import type { Service } from "../kubernetes.ts";
import { hasExactly } from "./service_addresses.ts";

/** The field manager of the controller's own writes. */
export const ownFieldManager = "arpeggio-controller";

/**
 * The other field manager that wrote a part of `status.loadBalancer` last, in words. If a manager removed the whole
 * field, managedFields does not name that manager.
 */
export function rivalOf({ metadata: { managedFields = [] } }: Service): string {
  const others = managedFields.filter(({ manager }) => manager !== ownFieldManager)
    .toSorted((one, other) => (one.time ?? "") < (other.time ?? "") ? 1 : -1);
  const [last] = others;
  if (last !== undefined) return `the field manager "${last.manager}"`;
  return managedFields.length > 0
    ? `another controller with the field manager "${ownFieldManager}"`
    : "another actor, which managedFields do not name,";
}

/** The message. In the condition, it follows the Service's addresses. */
export function rivalryMessage(rival: string): string {
  return `${rival} keeps overwriting status.loadBalancer, and Arpeggio restores it with growing pauses; stop that actor, or give the ` +
    "Service a loadBalancerClass of its own";
}

/** The event about the other actor. It is sent once, and not again as long as that actor goes on. */
export function rivalries(service: Service, rival: string | undefined): readonly Occurrence[] {
  if (rival === undefined) return [];
  return hasToldRival(service)
    ? []
    : [{ type: "Warning", reason: "StatusOverwritten", message: rivalryMessage(rival) }];
}

/**
 * True if another actor has changed the Service's status: the status does not have the decided addresses, although this
 * pass neither gave nor took any.
 */
export function isOverwritten(service: Service, { addresses, gained, released }: Allocation): boolean {
  if (addresses.length === 0 || gained !== undefined || released !== undefined) return false;
  return !hasExactly(service, addresses);
}
