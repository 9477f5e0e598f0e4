/**
 * The one enum of reasons. Conditions, events, logs, the command line and the page all show these words.
 *
 * @module
 */

/** Why a Service has an address, or has none: the condition `arpeggio.dev/Allocated`. */
export const allocationReasons = [
  "Assigned",
  "NoPools",
  "NoEligiblePool",
  "PoolExhausted",
  "PoolNotFound",
  "PoolNotAllowed",
  "AddressNotInPool",
  "AddressInUse",
  "SharingKeyMismatch",
  "PortConflict",
  "BackendMismatch",
  "AddressConflict",
  "FamilyMismatch",
  "InvalidRequest",
  "NoClusterIP",
] as const;

export type AllocationReason = typeof allocationReasons[number];

/** Why an address is on the network, or is not: the condition `arpeggio.dev/Announced`. */
export const announcementReasons = [
  "Announcing",
  "Pending",
  "NoAdvertisement",
  "NoEligibleNode",
  "NoPeer",
  "InterfaceNotFound",
  "Unanswered",
  "NoEndpoints",
  "NoLocalEndpoints",
  "AddressConflict",
] as const;

export type AnnouncementReason = typeof announcementReasons[number];

/** Who else speaks for an address that stays announced: a stranger, or a node that was to give it up. The VirtualIP's condition `Conflict`. */
export type ConflictReason = "Defended" | "NotGivenUp";

/** As a condition names it. */
export function conflictReasonOf(text: string): ConflictReason {
  return text === "NotGivenUp" ? text : "Defended";
}

/** A reason with the sentence that says the rule, the object and the cure. */
export interface Verdict<Reason extends string> {
  readonly reason: Reason;
  readonly message: string;
}

export type AllocationVerdict = Verdict<AllocationReason>;
export type AnnouncementVerdict = Verdict<AnnouncementReason>;
export type ConflictVerdict = Verdict<ConflictReason>;
