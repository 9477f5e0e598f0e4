/**
 * What is wrong with an object, where, and how to cure it.
 *
 * @module
 */

import type { KubernetesObject } from "./kubernetes.ts";

export type FaultReason =
  | BGPFaultReason
  | PreflightReason
  | "WrongNamespace"
  | "InvalidShape"
  | "NoAddresses"
  | "InvalidAddress"
  | "OverlappingAddresses"
  | "SpecialAddresses"
  | "NodeAddressInPool"
  | "DuplicateEntry"
  | "InvalidSelector"
  | "InvalidPriority"
  | "InvalidWeight"
  | "ContradictingPreference"
  | "UnknownPool"
  | "UnknownNamespace"
  | "UnknownOption"
  | "NoMatchingPool"
  | "NoMatchingNode"
  | "InvalidRequest"
  | "DeprecatedAnnotation"
  | "SharedAndSelected";

/** What stands in the way though every object is right. */
export type PreflightReason = "LaxARP" | "NodeExcluded" | "ClusterRangeInPool" | "NotAdvertised";

export type BGPFaultReason =
  | "InvalidPeer"
  | "InvalidASN"
  | "InvalidTimer"
  | "InvalidPassword"
  | "ConflictingPeer"
  | "UnknownPeer"
  | "UnknownSecret"
  | "UnknownBFDProfile"
  | "InvalidBFDProfile"
  | "EchoOverIPv6"
  | "InvalidCommunity"
  | "UnknownCommunity"
  | "InvalidAggregation"
  | "InvalidLocalPref"
  | "ConflictingLocalPref";

export interface Fault {
  readonly object: ObjectReference;
  /** The path of the field, e.g. `spec.addresses[0]`. */
  readonly field: string;
  readonly reason: FaultReason;
  /** What was found, and what cures it. */
  readonly message: string;
  /** Of an error the object is left out whole; with a warning it counts. */
  readonly severity: "error" | "warning";
}

export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** What is wrong in one place of an object that is being read: a fault that does not yet know whose it is. */
export type Flaw = Omit<Fault, "object">;

/** Objects of a kind as read: the good ones, and what is wrong with the others. */
export interface Reading<Good> {
  readonly valid: readonly Good[];
  readonly faults: readonly Fault[];
}

export function error(field: string, reason: FaultReason, message: string): Flaw {
  return { field, reason, message, severity: "error" };
}

export function warning(field: string, reason: FaultReason, message: string): Flaw {
  return { field, reason, message, severity: "warning" };
}

export function faultsOf(object: KubernetesObject, flaws: readonly Flaw[]): readonly Fault[] {
  return flaws.map((flaw) => ({ object: referenceTo(object), ...flaw }));
}

export function referenceTo(object: KubernetesObject): ObjectReference {
  const { apiVersion, kind, metadata: { namespace, name } } = object;
  return { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name };
}
