/**
 * The answer to "why": what holds for a Service, an address or a node, with the rule behind each part of it.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import type { Fault } from "../fault.ts";
import type { Condition, ObjectKey } from "../kubernetes.ts";
import type { AllocationVerdict, AnnouncementReason, ConflictVerdict } from "../reasons.ts";

export type Explanation = ServiceExplanation | AddressExplanation | NodeExplanation;

/** One thing that was looked at, what became of it, and the rule that decided. */
export interface Standing<Word extends string> {
  readonly name: string;
  readonly standing: Word;
  readonly message: string;
}

export type PoolStanding = Standing<"chosen" | "has room" | "turned away">;
export type AdvertisementStanding = Standing<"counts" | "other pools" | "other Services" | "left out"> & {
  readonly kind: string;
};
export type NodeStanding = Standing<"announces" | "chosen" | "stands by" | "may" | "may not">;

/** What cures, and the command that does it, where one does. */
export interface Step {
  readonly text: string;
  readonly command?: string;
}

/** What holds for one address that Services have. */
export interface AddressAccount {
  readonly address: string;
  readonly pool?: string;
  readonly services: readonly ObjectKey[];
  readonly status: Condition["status"];
  readonly reason: AnnouncementReason;
  readonly message: string;
  /** What is said of somebody else that speaks for the address too. */
  readonly conflict?: ConflictVerdict;
  readonly advertisements: readonly AdvertisementStanding[];
  /** On layer 2: who announces and who stands by, in this order; then the others by name. */
  readonly nodes: readonly NodeStanding[];
  /** By BGP: who announces, then the others, by name. Empty: no BGPAdvertisement is for the address. */
  readonly bgpNodes: readonly NodeStanding[];
  /** Whether it is to be announced both ways, and is not to be had one of them. */
  readonly isHalf: boolean;
}

export interface ServiceExplanation {
  readonly about: "service";
  readonly name: ObjectKey;
  readonly isFine: boolean;
  readonly verdict: AllocationVerdict;
  /** Why it is these addresses; absent: it has none. */
  readonly rule?: string;
  /** What was taken away from it, and why. */
  readonly released?: string;
  readonly pools: readonly PoolStanding[];
  readonly addresses: readonly AddressAccount[];
  readonly faults: readonly Fault[];
  readonly nextSteps: readonly Step[];
}

export interface AddressExplanation {
  readonly about: "address";
  readonly name: string;
  readonly isFine: boolean;
  readonly state: "in use" | "free" | "put aside" | "kept back" | "of a node" | "in no pool";
  /** Whose it is, or what would become of who asked for it. */
  readonly summary: string;
  /** Absent: no Service has it. */
  readonly account?: AddressAccount;
  readonly nextSteps: readonly Step[];
}

export interface NodeExplanation {
  readonly about: "node";
  readonly name: string;
  readonly isFine: boolean;
  /** How many addresses it announces, beside the others. */
  readonly summary: string;
  /** What its announcer's Lease says. */
  readonly announcer: string;
  readonly owns: readonly string[];
  readonly standsBy: readonly string[];
  /** Addresses that it might announce, had it an endpoint that serves them (`externalTrafficPolicy: Local`). */
  readonly unserved: readonly string[];
  /** Of which pools it may announce addresses. */
  readonly pools: readonly Standing<"may" | "may not">[];
  readonly nextSteps: readonly Step[];
}

/** There is no such thing here: why. */
export interface Unknown {
  readonly about: "nothing";
  readonly message: string;
}

export type Subject =
  | { readonly about: "service"; readonly key: ObjectKey }
  | { readonly about: "address"; readonly address: Address }
  | { readonly about: "node"; readonly name: string };
