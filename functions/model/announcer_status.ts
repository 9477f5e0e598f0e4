/**
 * The status of a VirtualIP, as the node writes it that answers for the address.
 *
 * @module
 */

import {
  announcingMessage,
  defendedMessage,
  noConflictMessage,
  notAnnouncingMessage,
  putAsideMessage,
} from "./announcer_messages.ts";
import type { VirtualIP, VirtualIPStatus } from "./crds.ts";
import type { Duty, Holding, PutAside } from "./duty.ts";
import type { Condition, Instant } from "./kubernetes.ts";
import { putAsideMs } from "./timing.ts";

/** The status to write; undefined when the observed one is right, or is another node's to write. */
export function statusOf(
  virtualIP: VirtualIP,
  duty: Duty | undefined,
  { node, now }: { readonly node: string; readonly now: Instant },
): VirtualIPStatus | undefined {
  const observed = virtualIP.status;
  const wanted = wantedStatus(virtualIP, duty, node, now);
  return wanted === undefined || same(wanted, observed) ? undefined : wanted;
}

function wantedStatus(
  virtualIP: VirtualIP,
  duty: Duty | undefined,
  node: string,
  now: Instant,
): VirtualIPStatus | undefined {
  const observed = virtualIP.status;
  switch (duty?.role) {
    case "holding":
      if (duty.yielding !== undefined || duty.announcedAt === undefined) return undefined;
      return isTakenLater(observed, node, duty) ? undefined : holdingStatus(observed, duty, node, now);
    case "putAside":
      return putAsideStatus(observed, duty, node, now);
    default:
      return observed?.node === node && virtualIP.spec.l2 === undefined
        ? {
          conditions: [
            condition(
              { type: "Announced", status: "False", reason: "Pending", message: notAnnouncingMessage(node) },
              observed,
              now,
            ),
          ],
        }
        : undefined;
  }
}

/** Another node took the address after this one did, under the same plan: the two settle that on the wire first. */
function isTakenLater(observed: VirtualIPStatus | undefined, node: string, duty: Holding): boolean {
  if (observed?.node === undefined || observed.node === node || observed.since === undefined) return false;
  return observed.revision === duty.revision && Date.parse(observed.since) > duty.since;
}

function holdingStatus(
  observed: VirtualIPStatus | undefined,
  duty: Holding,
  node: string,
  now: Instant,
): VirtualIPStatus {
  const sameHolder = observed?.node === node && observed.revision === duty.revision;
  const { conflict } = duty;
  const hadConflict = observed?.conditions?.some((each) => each.type === "Conflict") ?? false;
  return {
    node,
    interfaces: duty.links,
    revision: duty.revision,
    since: sameHolder && observed.since !== undefined ? observed.since : new Date(duty.since).toISOString(),
    conditions: [
      condition(
        { type: "Announced", status: "True", reason: "Announcing", message: announcingMessage(node, duty.links) },
        observed,
        now,
      ),
      ...(conflict !== undefined
        ? [
          condition(
            { type: "Conflict", status: "True", reason: "Defended", message: defendedMessage(node, conflict.mac) },
            observed,
            now,
          ),
        ]
        : hadConflict
        ? [
          condition(
            { type: "Conflict", status: "False", reason: "NoConflict", message: noConflictMessage },
            observed,
            now,
          ),
        ]
        : []),
    ],
  };
}

function putAsideStatus(
  observed: VirtualIPStatus | undefined,
  duty: PutAside,
  node: string,
  now: Instant,
): VirtualIPStatus {
  const message = putAsideMessage(duty.mac, putAsideMs / 60_000);
  return {
    node,
    conditions: [
      condition({ type: "Announced", status: "False", reason: "AddressConflict", message: message }, observed, now),
      condition({ type: "Conflict", status: "True", reason: "AddressConflict", message: message }, observed, now),
    ],
  };
}

/** A condition keeps the time of its last transition for as long as its status stays. */
function condition(
  condition: Omit<Condition, "lastTransitionTime">,
  observed: VirtualIPStatus | undefined,
  now: Instant,
): Condition {
  const before = observed?.conditions?.find((each) => each.type === condition.type);
  const unmoved = before?.status === condition.status ? before.lastTransitionTime : undefined;
  return { ...condition, lastTransitionTime: unmoved ?? new Date(now).toISOString() };
}

function same(wanted: VirtualIPStatus, observed: VirtualIPStatus | undefined): boolean {
  return wanted.node === observed?.node && wanted.revision === observed?.revision && wanted.since === observed?.since &&
    wanted.interfaces?.join() === observed?.interfaces?.join() &&
    wanted.conditions?.length === observed?.conditions?.length &&
    (wanted.conditions ?? []).every((each, index) => {
      const other = observed?.conditions?.[index];
      return each.type === other?.type && each.status === other.status && each.reason === other.reason &&
        each.message === other.message;
    });
}
