/**
 * The messages that say why a Service cannot have a certain address. Each message names the rule and the object, and
 * the cure if there is one.
 *
 * @module
 */

import { type Misplaced, moveText } from "../pools/misplaced.ts";
import type { Instant, ObjectKey } from "../kubernetes.ts";
import { annotationPool, annotationSharing } from "../names.ts";
import type { AllocationVerdict } from "../reasons.ts";
import type { SubnetEdge } from "./subnet_edges.ts";

/** @param misplaced the pools in other namespaces that contain the address */
export function inNoPool(address: string, misplaced: readonly Misplaced[] = []): AllocationVerdict {
  return notInPool(
    misplaced.length > 0
      ? `${address} is only in a pool of the wrong namespace; ${moveText(misplaced)}`
      : `${address} is in no valid pool; add it to one, or ask for another`,
  );
}

export function keptBack(address: string, pool: string): AllocationVerdict {
  return notInPool(
    `pool ${pool} does not give ${address}, because of avoidBuggyIPs; ask for one that does not end in .0 or .255`,
  );
}

export function inOtherPool(address: string, pool: string, asked: string): AllocationVerdict {
  return notInPool(`${address} is in pool ${pool}, and ${annotationPool} asks for ${asked}; make them agree`);
}

export function inTwoPools(addresses: readonly string[]): AllocationVerdict {
  return notInPool(
    `${addresses.join(" and ")} are in different pools, but all addresses of a Service are from one pool; ask for ` +
      "addresses of one pool",
  );
}

export function notAskedFor(address: string, asked: readonly string[]): AllocationVerdict {
  return notInPool(
    `the Service asks for ${asked.join(" and ")}, and not for ${address}; make request and status agree`,
  );
}

export function subnetEdge({ address, is, subnet }: SubnetEdge): AllocationVerdict {
  return notInPool(`${address.text} is ${edgeText({ is, subnet })}; ask for another`);
}

export function edgeText({ is, subnet }: Pick<SubnetEdge, "is" | "subnet">): string {
  return is === "anycast"
    ? `the anycast address of all routers of ${subnet}, a subnet of the nodes, and no single host can be reached at it`
    : `the ${is} address of ${subnet}, a subnet of the nodes, and no host can be reached at it`;
}

/** @param withoutKey the one of the two Services that has no sharing key */
export function addressInUse(
  { address, holder, withoutKey, leaving }: {
    readonly address: string;
    readonly holder: ObjectKey;
    readonly withoutKey: ObjectKey;
    /** The finalizers that the deletion of the holder waits for, in words; absent: the holder is not being deleted. */
    readonly leaving?: string;
  },
): AllocationVerdict {
  const message = leaving === undefined
    ? `${address} belongs to ${holder}, and ${withoutKey} has no sharing key; ask for another address, or give ` +
      `both Services the same ${annotationSharing}`
    : `${address} belongs to ${holder}, which is being deleted${leaving}; ask for another address, or wait`;
  return { reason: "AddressInUse", message };
}

export function sharingKeyMismatch(
  { address, holder, held, own }: { address: string; holder: ObjectKey; held: string; own: string },
): AllocationVerdict {
  return {
    reason: "SharingKeyMismatch",
    message:
      `${address} belongs to ${holder}, which shares it with the key "${held}", not "${own}"; give both the same ` +
      annotationSharing,
  };
}

export function portConflict(
  { address, port, owner }: { address: string; port: string; owner: ObjectKey },
): AllocationVerdict {
  return {
    reason: "PortConflict",
    message: `${port} of ${address} belongs to ${owner}; use another port, or another address`,
  };
}

export function backendMismatch({ address, holder }: { address: string; holder: ObjectKey }): AllocationVerdict {
  return {
    reason: "BackendMismatch",
    message:
      `${address} belongs to ${holder}, and with externalTrafficPolicy Local, Services share an address only if they have ` +
      "the same namespace and selector; make these the same, or use externalTrafficPolicy Cluster",
  };
}

export function addressConflict(address: string, { until }: { readonly until: Instant }): AllocationVerdict {
  return {
    reason: "AddressConflict",
    message: `a stranger on the network uses ${address}, which is put aside until ${timeText(until)}; remove it from ` +
      "that host, or from the pool",
  };
}

/** For a Service that has already moved once to avoid a stranger. */
export function keptInConflict(address: string, insteadOf: string, { until }: { readonly until: Instant }): string {
  return `a stranger on the network uses ${address}; the Service has moved here from ${insteadOf} for the same reason, and ` +
    `may move again at ${timeText(until)}`;
}

function timeText(instant: Instant): string {
  return new Date(instant).toISOString();
}

function notInPool(message: string): AllocationVerdict {
  return { reason: "AddressNotInPool", message };
}
