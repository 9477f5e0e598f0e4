/**
 * The messages about a Service whose own fields prevent its request. Each message names the rule and the object, and
 * the cure if there is one.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import type { IPFamily } from "../kubernetes.ts";
import { annotationAddresses } from "../names.ts";
import type { AllocationVerdict } from "../reasons.ts";

export function contradictoryRequest(listed: string, single: string): AllocationVerdict {
  return invalidRequest(
    `addresses are asked for twice: ${annotationAddresses} says ${listed}, spec.loadBalancerIP says ${single}; remove one`,
  );
}

export function unreadableRequest(source: string, text: string): AllocationVerdict {
  const cure = source === annotationAddresses
    ? "write one address, or one of each family with a comma between"
    : "write one address";
  return invalidRequest(`${source} asks for "${text}", which is not an IP address; ${cure}`);
}

export function sameFamilyTwice(one: Address, other: Address): AllocationVerdict {
  return invalidRequest(
    `${annotationAddresses} asks for two ${one.family} addresses, ${one.text} and ${other.text}; a Service has one of each ` +
      "family; remove one",
  );
}

export function unreadableClusterAddress(text: string): AllocationVerdict {
  return invalidRequest(`the cluster address "${text}" is not an IP address; leave spec.clusterIPs to Kubernetes`);
}

export const noClusterAddress: AllocationVerdict = {
  reason: "NoClusterIP",
  message: "the Service has no cluster address yet; Kubernetes gives it one, unless its range is used up",
};

export const headless: AllocationVerdict = {
  reason: "NoClusterIP",
  message: "the Service is headless (clusterIP None), so that no address can lead to it; remove spec.clusterIP",
};

export const oneClusterAddressOnly: AllocationVerdict = {
  reason: "FamilyMismatch",
  message: "ipFamilyPolicy RequireDualStack needs two cluster addresses and the Service has one; use PreferDualStack",
};

export function requestOfOtherFamily(asked: Address, families: readonly IPFamily[]): AllocationVerdict {
  const takes = families.join(" and ");
  return familyMismatch(`it asks for ${asked.text}, and the Service takes ${takes} only; ask for an ${takes} address`);
}

export function requestLacksFamily(asked: readonly Address[], missing: IPFamily): AllocationVerdict {
  const texts = asked.map((address) => address.text).join(",");
  return familyMismatch(
    `it asks for ${texts} only, and the Service requires ${missing} as well; add an ${missing} address to ` +
      `${annotationAddresses}, or set ipFamilyPolicy to PreferDualStack`,
  );
}

/** For an address of a family that the Service no longer takes. */
export function familyNotTaken(address: Address, families: readonly IPFamily[]): AllocationVerdict {
  return familyMismatch(`${address.text} is ${address.family}, and the Service takes ${families.join(" and ")} only`);
}

/** For an address that a Service had besides `kept`. */
export function surplusAddress(address: Address, kept: Address): AllocationVerdict {
  return familyMismatch(
    address.family === kept.family
      ? `a Service has one ${address.family} address, and keeps ${kept.text}`
      : `the addresses of a Service are from one pool, and the pool of ${kept.text} does not have ${address.text}`,
  );
}

function invalidRequest(message: string): AllocationVerdict {
  return { reason: "InvalidRequest", message };
}

function familyMismatch(message: string): AllocationVerdict {
  return { reason: "FamilyMismatch", message };
}
