/**
 * The messages about manifests. Most name the fault and its cure.
 *
 * @module
 */

import { type Misplaced, moveText } from "../pools/misplaced.ts";

const convert = "`arpeggio convert FILE` prints the new objects";

export const legacyAddressPool =
  `AddressPool is a kind of MetalLB up to 0.13, and nothing reads it any more; ${convert}`;

export const legacyConfigMap =
  `This is the configuration of MetalLB up to 0.12, and nothing reads it any more; ${convert}`;

export const nothingToConvert =
  "Nothing to convert: there is no ConfigMap of MetalLB up to 0.12, no AddressPool and no BGPPeer v1beta1 among these objects";

export function wrongGroup(apiVersion: string, expected: string): string {
  return `There is no ${apiVersion}: did you mean ${expected}?`;
}

export function unservedVersion(kind: string, apiVersion: string, expected: string): string {
  return `${kind} is not served as ${apiVersion}; write ${expected}` +
    (kind === "BGPPeer" && apiVersion === "metallb.io/v1beta1" ? `, or let \`arpeggio convert FILE\` do it` : "");
}

export function unknownKindLike(kind: string, group: string, meant: string): string {
  return `${group} has no kind ${kind}: did you mean ${meant}?`;
}

export function unknownKind(kind: string, group: string): string {
  return `Arpeggio reads no kind ${kind} of ${group}`;
}

export function unknownAnnotation(name: string, meant: string): string {
  return `There is no annotation ${name}: did you mean ${meant}?`;
}

export function unreadAnnotation(name: string, kind: string): string {
  return `The annotation ${name} of a ${kind} has no effect; remove it`;
}

export function unknownServiceType(type: string, meant: string): string {
  return `There is no type ${type}: did you mean ${meant}?`;
}

/** @param misplaced the pools with this name in other namespaces */
export function unknownPool(pool: string, misplaced: readonly Misplaced[]): string {
  if (misplaced.length > 0) return `Pool ${pool} is in the wrong namespace; ${moveText(misplaced)}`;
  return `There is no pool ${pool} here; correct the name, or create the pool`;
}

export function invalidPool(pool: string): string {
  return `Pool ${pool} is invalid; repair it`;
}

/** @param misplaced the pools in other namespaces that contain the address */
export function addressInNoPool(address: string, misplaced: readonly Misplaced[]): string {
  if (misplaced.length > 0) return `${address} is only in a pool of the wrong namespace; ${moveText(misplaced)}`;
  return `${address} is in no valid pool; ask for another, or add it to a pool`;
}

export function networkEdge(address: string, edge: "network" | "broadcast", network: string, node: string): string {
  return `${address} is the ${edge} address of ${network}, the network of node ${node}, and no host can be reached at it; ` +
    "take it out of the pool";
}

export function externalAddressInPool(address: string, pool: string): string {
  return `${address} belongs to pool ${pool}, which may give it to another Service; take it out of the pool, or out of ` +
    "spec.externalIPs";
}

export function secretOfWrongType(type: string, peer: string): string {
  return `BGPPeer ${peer} takes its password from this Secret, and its type is ${type}; make it one of type ` +
    "kubernetes.io/basic-auth";
}

export function secretWithoutPassword(peer: string): string {
  return `BGPPeer ${peer} takes its password from this Secret, and it has no key "password"; add it`;
}
