/**
 * The reasons in the conditions of Services and VirtualIPs. The command line and the page show the same words. Most
 * events have MetalLB's reasons instead: see `reporting/service_events.ts`. The reasons of faulty objects are in
 * `fault.ts`, and of excluded nodes in `election/election.ts`.
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
  "Terminating",
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

/**
 * Why an address that stays announced is in conflict: the VirtualIP's condition `Conflict`.
 * - `Defended`: a stranger uses the address.
 * - `NotGivenUp`: another node still answers for the address, although it should have stopped.
 * - `Forged`: frames with the MAC of a dead node claim the address.
 * - `BoundOnNode`: an interface of a node, possibly of the holder, has the address.
 * - `SecondAnnouncer`: a second announcer with the holder's node name answers from another machine.
 */
export const conflictReasons = ["Defended", "NotGivenUp", "Forged", "BoundOnNode", "SecondAnnouncer"] as const;

export type ConflictReason = typeof conflictReasons[number];

/** The reason of a condition; an unknown reason counts as `Defended`. */
export function conflictReasonOf(text: string): ConflictReason {
  return conflictReasons.find((each) => each === text) ?? "Defended";
}

/** A reason, with a sentence that names the rule, the object and the cure. */
export interface Verdict<Reason extends string> {
  readonly reason: Reason;
  readonly message: string;
}

export type AllocationVerdict = Verdict<AllocationReason>;
export type AnnouncementVerdict = Verdict<AnnouncementReason>;
export type ConflictVerdict = Verdict<ConflictReason>;
