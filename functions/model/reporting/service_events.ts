/**
 * The events about a Service: MetalLB's events with MetalLB's reasons, and `AddressConflict`. Each event is sent once,
 * when something has changed.
 *
 * @module
 */

import type { Allocation } from "../allocation/allocation.ts";
import { assigned } from "../allocation/allocation_messages.ts";
import { addressesOf } from "./service_addresses.ts";
import { type AddressAnnounced, announcersOf } from "../election/announced.ts";
import { exclusionsOf } from "../election/exclusions.ts";
import { conditionOf } from "../conditions.ts";
import type { Election } from "../election/election.ts";
import type { Occurrence } from "../events.ts";
import { hasToldAddress, hasToldGrant } from "./told.ts";
import { keyOf, type Service } from "../kubernetes.ts";
import { conditionAllocated, deprecatedRequests } from "../names.ts";

/** The decision on a Service, and the reported state of its addresses. */
export interface ServiceNews {
  /** The Service as observed. Its conditions and `arpeggio.dev/told` show which events have been sent already. */
  readonly service: Service;
  readonly allocation: Allocation;
  /** One entry for each address. */
  readonly announced: readonly AddressAnnounced[];
  readonly elections: readonly Election[];
  /** True if a ServiceL2Status shows already that the node announces the Service. */
  readonly isAnnouncedBy: (node: string) => boolean;
}

export function occurrencesOf(news: ServiceNews): readonly Occurrence[] {
  return [
    ...releases(news),
    ...assignments(news),
    ...refusals(news),
    ...deprecations(news),
    ...announcements(news),
    ...strangers(news),
    ...silences(news),
  ];
}

/** Events about addresses that the Service has lost. No event if the Service asked for another address. */
function releases({ service, allocation }: ServiceNews): readonly Occurrence[] {
  const { released } = allocation;
  if (released === undefined || released.why.reason === "Assigned" || isShown(service, allocation)) return [];
  const message = `current IP for "${keyOf(service)}" not allowed by config, will attempt for new IP assignment: ` +
    released.why.message;
  return [{ type: "Normal", reason: "ClearAssignment", message }];
}

/**
 * True if the Service's status shows this decision already. Then its events have been sent, and only the VirtualIP of a
 * lost address is still to be deleted.
 */
function isShown(service: Service, { addresses, pool, verdict }: Allocation): boolean {
  const condition = conditionOf(service.status?.conditions, conditionAllocated);
  if (condition?.reason !== verdict.reason || addressesOf(service).join() !== addresses.join()) return false;
  return pool === undefined || condition.message.startsWith(assigned(addresses, pool).message);
}

function assignments({ allocation: { addresses, gained: added = [] } }: ServiceNews): readonly Occurrence[] {
  if (added.length === 0) return [];
  const message = added.length < addresses.length
    ? `Assigned additional IP ${added.map((address) => `"${address}"`).join(" ")}`
    : `Assigned IP [${added.map((address) => `"${address}"`).join(" ")}]`;
  return [{ type: "Normal", reason: "IPAllocated", message }];
}

/** Events about refused requests. No event while a Service waits for its cluster address, as in MetalLB. */
function refusals({ service, allocation }: ServiceNews): readonly Occurrence[] {
  const { verdict: { reason, message }, addresses, notGranted } = allocation;
  const told = conditionOf(service.status?.conditions, conditionAllocated);
  if (reason === "Assigned") {
    return notGranted === undefined || hasToldGrant(service, notGranted)
      ? []
      : [partlyGranted(service, addresses, message)];
  }
  if (reason === "NoClusterIP" || (told?.reason === reason && told.status === "False")) return [];
  return [
    reason === "InvalidRequest"
      ? { type: "Warning", reason: "LoadBalancerFailed", message: `invalid requested loadbalancer IPs: ${message}` }
      : allocationFailed(service, message),
  ];
}

/** The event for a Service that has an address, but not all that it asks for. */
function partlyGranted(service: Service, addresses: readonly string[], message: string): Occurrence {
  return service.spec.ipFamilyPolicy === "PreferDualStack" && addresses.length === 1
    ? {
      type: "Normal",
      reason: "AdditionalAssignFailed",
      message: `cannot assign additional IP in PreferDualStack: ${message}`,
    }
    : allocationFailed(service, message);
}

function allocationFailed(service: Service, message: string): Occurrence {
  const subject = `Failed to allocate IP for "${keyOf(service)}"`;
  return { type: "Warning", reason: "AllocationFailed", message: `${subject}: ${message}` };
}

/** Events about deprecated annotations, sent with the first decision about a Service. */
function deprecations({ service }: ServiceNews): readonly Occurrence[] {
  if (conditionOf(service.status?.conditions, conditionAllocated) !== undefined) return [];
  return Object.keys(deprecatedRequests).filter((name) => service.metadata.annotations?.[name] !== undefined)
    .map((name) => ({
      type: "Warning",
      reason: "deprecatedAnnotation",
      message: `Service uses deprecated annotation ${name}`,
    }));
}

function announcements({ announced, isAnnouncedBy }: ServiceNews): readonly Occurrence[] {
  const nodes = announced.flatMap(announcersOf).map(({ node }) => node).filter((node) => !isAnnouncedBy(node));
  return [...new Set(nodes)].map((node) => ({
    type: "Normal",
    reason: "nodeAssigned",
    message: `announcing from node "${node}" with protocol "layer2"`,
  }));
}

/** Events about announced addresses that another host or node claims too. */
function strangers({ service, announced }: ServiceNews): readonly Occurrence[] {
  return announced.flatMap(({ address, conflict }): Occurrence[] =>
    conflict === undefined || hasToldAddress(service, address, conflict.reason)
      ? []
      : [{ type: "Warning", reason: "AddressConflict", message: `${address}: ${conflict.message}` }]
  );
}

/** Events about addresses that are not announced. No event about missing endpoints: the Pods have their own events. */
function silences({ service, announced, elections }: ServiceNews): readonly Occurrence[] {
  return announced.flatMap(({ address, status, reason, message }): Occurrence[] => {
    if (status !== "False" || reason === "NoEndpoints" || hasToldAddress(service, address, reason)) return [];
    if (reason === "AddressConflict") return [{ type: "Warning", reason, message: `${address}: ${message}` }];
    const missing = reason === "InterfaceNotFound" ? withoutInterface(address, elections) : undefined;
    return [{ type: "Warning", reason: "announceFailed", message: missing ?? `${address}: ${message}` }];
  });
}

function withoutInterface(address: string, elections: readonly Election[]): string | undefined {
  const election = elections.find((each) => each.address === address);
  const exclusions = election === undefined ? [] : exclusionsOf(election.candidacy);
  const node = exclusions.find(({ reason }) => reason === "InterfaceNotFound")?.node;
  return node === undefined
    ? undefined
    : `the interfaces specified by LB IP "${address}" doesn't exist in assigned node "${node}" with protocol "layer2"`;
}
