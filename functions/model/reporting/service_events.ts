/**
 * MetalLB's events about a Service, in its words, told when something has changed and never again.
 *
 * @module
 */

import type { Allocation } from "../allocation/allocation.ts";
import type { AddressAnnounced } from "../election/announced.ts";
import { exclusionsOf } from "../election/candidacy.ts";
import { conditionOf } from "../conditions.ts";
import type { Election } from "../election/election.ts";
import type { Occurrence } from "../events.ts";
import { isShort } from "../allocation/shortfall.ts";
import { keyOf, type Service } from "../kubernetes.ts";
import { addressesOf } from "../allocation/laid_address.ts";
import { conditionAllocated, conditionAnnounced } from "../names.ts";

/** What was decided for a Service, and what is known of its addresses. */
export interface ServiceNews {
  /** The Service as observed: what its status and conditions say has been told. */
  readonly service: Service;
  readonly allocation: Allocation;
  /** One for each address. */
  readonly announced: readonly AddressAnnounced[];
  readonly elections: readonly Election[];
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

/** One that was replaced because the Service asked for another needs no explanation. */
function releases({ service, allocation: { released } }: ServiceNews): readonly Occurrence[] {
  if (released === undefined || released.why.reason === "Assigned") return [];
  const message = `current IP for "${keyOf(service)}" not allowed by config, will attempt for new IP assignment: ` +
    released.why.message;
  return [{ type: "Normal", reason: "ClearAssignment", message }];
}

function assignments({ service, allocation: { addresses } }: ServiceNews): readonly Occurrence[] {
  const before = addressesOf(service);
  const added = addresses.filter((address) => !before.includes(address));
  if (added.length === 0) return [];
  const message = added.length < addresses.length
    ? `Assigned additional IP ${added.map((address) => `"${address}"`).join(" ")}`
    : `Assigned IP [${added.map((address) => `"${address}"`).join(" ")}]`;
  return [{ type: "Normal", reason: "IPAllocated", message }];
}

/** A Service without a cluster address is waited for without a word, as in MetalLB. */
function refusals({ service, allocation }: ServiceNews): readonly Occurrence[] {
  const { verdict: { reason, message }, addresses } = allocation;
  const told = conditionOf(service.status?.conditions, conditionAllocated);
  if (reason === "Assigned") {
    return isShort(allocation) && message !== told?.message ? [shortfall(service, addresses, message)] : [];
  }
  if (reason === "NoClusterIP" || (told?.reason === reason && told.status === "False")) return [];
  return [
    reason === "InvalidRequest"
      ? { type: "Warning", reason: "LoadBalancerFailed", message: `invalid requested loadbalancer IPs: ${message}` }
      : allocationFailed(service, message),
  ];
}

/** It has an address, and cannot have all that it asks for. */
function shortfall(service: Service, addresses: readonly string[], message: string): Occurrence {
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

/** Told with the first decision about a Service. */
function deprecations({ service }: ServiceNews): readonly Occurrence[] {
  if (conditionOf(service.status?.conditions, conditionAllocated) !== undefined) return [];
  return Object.keys(service.metadata.annotations ?? {}).filter((name) => name.startsWith("metallb.universe.tf/"))
    .map((name) => ({
      type: "Warning",
      reason: "deprecatedAnnotation",
      message: `Service uses deprecated annotation ${name}`,
    }));
}

function announcements({ service, announced }: ServiceNews): readonly Occurrence[] {
  const news = announced.flatMap(({ address, by }) =>
    by === undefined || hasTold(service, `${address}: announced from node ${by.node} with protocol layer2`)
      ? []
      : [by.node]
  );
  return [...new Set(news)].map((node) => ({
    type: "Normal",
    reason: "nodeAssigned",
    message: `announcing from node "${node}" with protocol "layer2"`,
  }));
}

/** An address that is announced, and that somebody else speaks for too. */
function strangers({ service, announced }: ServiceNews): readonly Occurrence[] {
  return announced.flatMap(({ address, message, conflict }): Occurrence[] =>
    conflict === undefined || hasTold(service, `${address}: ${message}`)
      ? []
      : [{ type: "Warning", reason: "AddressConflict", message: `${address}: ${conflict.message}` }]
  );
}

/** That nothing can serve is for the Pods' own events to tell. */
function silences({ service, announced, elections }: ServiceNews): readonly Occurrence[] {
  return announced.flatMap(({ address, status, reason, message }): Occurrence[] => {
    if (status !== "False" || reason === "NoEndpoints" || hasTold(service, `${address}: ${message}`)) return [];
    if (reason === "AddressConflict") return [{ type: "Warning", reason, message: `${address}: ${message}` }];
    const missing = reason === "InterfaceNotFound" ? withoutInterface(address, elections) : undefined;
    return [{ type: "Warning", reason: "announceFailed", message: missing ?? `${address}: ${message}` }];
  });
}

/** Whether the condition says so of one of the addresses. */
function hasTold(service: Service, what: string): boolean {
  const told = conditionOf(service.status?.conditions, conditionAnnounced)?.message ?? "";
  return `; ${told}`.includes(`; ${what}`);
}

function withoutInterface(address: string, elections: readonly Election[]): string | undefined {
  const election = elections.find((each) => each.address === address);
  const exclusions = election === undefined ? [] : exclusionsOf(election.candidacy);
  const node = exclusions.find(({ reason }) => reason === "InterfaceNotFound")?.node;
  return node === undefined
    ? undefined
    : `the interfaces specified by LB IP "${address}" doesn't exist in assigned node "${node}" with protocol "layer2"`;
}
