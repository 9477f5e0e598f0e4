/**
 * Faults: what is wrong with an object, in which field, and the cure.
 *
 * @module
 */

import type { KubernetesObject } from "./kubernetes.ts";

/** Reasons of faults in an object of the configuration, or in the request of a Service. */
export const objectFaultReasons = [
  "WrongNamespace",
  "WrongName",
  "InvalidShape",
  "NoAddresses",
  "InvalidAddress",
  "OverlappingAddresses",
  "SpecialAddresses",
  "NodeAddressInPool",
  "DuplicateEntry",
  "InvalidSelector",
  "InvalidPriority",
  "InvalidWeight",
  "ContradictingPreference",
  "UnknownPool",
  "UnknownNamespace",
  "UnknownOption",
  "NoMatchingPool",
  "NoMatchingNode",
  "InvalidRequest",
  "DeprecatedAnnotation",
  "UnknownKind",
  "LegacyConfiguration",
  "SharedAndSelected",
] as const;

/** Reasons of faults that `preflight` finds in valid objects. */
export const preflightReasons = [
  "LaxARP",
  "NodeExcluded",
  "ClusterRangeInPool",
  "ExternalAddressInPool",
  "AddressNotInPool",
  "PoolNotAllowed",
  "NoAddress",
  "NotAdvertised",
  "RenewedLater",
  "RenewedLongAgo",
  "NoLoadSharing",
] as const;

export const bgpFaultReasons = [
  "InvalidPeer",
  "InvalidASN",
  "InvalidTimer",
  "InvalidPassword",
  "ConflictingPeer",
  "UnknownPeer",
  "NoEffect",
  "UnknownSecret",
  "UnknownBFDProfile",
  "InvalidBFDProfile",
  "EchoOverIPv6",
  "InvalidCommunity",
  "UnknownCommunity",
  "InvalidAggregation",
  "InvalidLocalPref",
  "ConflictingLocalPref",
] as const;

export type FaultReason =
  | typeof objectFaultReasons[number]
  | typeof preflightReasons[number]
  | typeof bgpFaultReasons[number];

export interface Fault {
  readonly object: ObjectReference;
  /** The path of the field, e.g. `spec.addresses[0]`. */
  readonly field: string;
  readonly reason: FaultReason;
  /** The fault and the cure, in words. */
  readonly message: string;
  /**
   * An object with an error is not used, except that Services keep the addresses that they have from an invalid pool.
   * An object that has only warnings is used.
   */
  readonly severity: "error" | "warning";
}

export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** A fault of an object that is being read, still without the object's name. */
export type Flaw = Omit<Fault, "object">;

/** The objects of a kind after reading: the valid ones, and the faults of all. */
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
