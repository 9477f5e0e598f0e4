/**
 * Why a Service cannot have a certain address. Each names the rule, the object and the cure.
 *
 * @module
 */

import type { Instant, ObjectKey } from "../kubernetes.ts";
import { annotationPool, annotationSharing } from "../names.ts";
import type { AllocationVerdict } from "../reasons.ts";

export function inNoPool(address: string): AllocationVerdict {
  return notInPool(`${address} is in no valid pool; add it to one, or ask for another`);
}

export function keptBack(address: string, pool: string): AllocationVerdict {
  return notInPool(`pool ${pool} keeps ${address} back, as avoidBuggyIPs says; ask for one not ending in .0 or .255`);
}

export function inOtherPool(address: string, pool: string, asked: string): AllocationVerdict {
  return notInPool(`${address} is in pool ${pool}, and ${annotationPool} asks for ${asked}; make them agree`);
}

export function inTwoPools(addresses: readonly string[]): AllocationVerdict {
  return notInPool(
    `${addresses.join(" and ")} are in different pools, and the addresses of a Service are from one; ask for such`,
  );
}

/** @param withoutKey which of the two cannot share */
export function addressInUse(
  { address, holder, withoutKey }: { address: string; holder: ObjectKey; withoutKey: ObjectKey },
): AllocationVerdict {
  return {
    reason: "AddressInUse",
    message:
      `${address} belongs to ${holder}, and ${withoutKey} shares with nobody; ask for another address, or give ` +
      `both Services the same ${annotationSharing}`,
  };
}

export function sharingKeyMismatch(
  { address, holder, held, own }: { address: string; holder: ObjectKey; held: string; own: string },
): AllocationVerdict {
  return {
    reason: "SharingKeyMismatch",
    message:
      `${address} belongs to ${holder}, which shares it by the key "${held}", not "${own}"; give both the same ` +
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
      `${address} belongs to ${holder}, and with externalTrafficPolicy Local only Services of one namespace and ` +
      "selector share an address; make them agree, or use externalTrafficPolicy Cluster",
  };
}

export function addressConflict(address: string, { until }: { readonly until: Instant }): AllocationVerdict {
  return {
    reason: "AddressConflict",
    message: `a stranger on the network uses ${address}, which is put aside until ${timeText(until)}; remove it from ` +
      "that host, or from the pool",
  };
}

/** For one that has moved already. */
export function keptInConflict(address: string, insteadOf: string, { until }: { readonly until: Instant }): string {
  return `a stranger on the network uses ${address}; the Service came here from ${insteadOf} for the same reason and may ` +
    `move again at ${timeText(until)}`;
}

function timeText(instant: Instant): string {
  return new Date(instant).toISOString();
}

function notInPool(message: string): AllocationVerdict {
  return { reason: "AddressNotInPool", message };
}
