/**
 * The answer of `arpeggio why`: the state of a Service, an address, a node, a pool or a BGPPeer, and the
 * rules that led to it.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import type { Fault } from "../fault.ts";
import type { Condition, IPFamily, ObjectKey } from "../kubernetes.ts";
import type { AllocationVerdict, AnnouncementReason, ConflictVerdict } from "../reasons.ts";

export type Explanation =
  | ServiceExplanation
  | AddressExplanation
  | NodeExplanation
  | PoolExplanation
  | PeerExplanation;

/** A candidate in a decision: the result for it, and the rule that led to this result. */
export interface Standing<Word extends string> {
  readonly name: string;
  readonly standing: Word;
  readonly message: string;
}

export type PoolStanding = Standing<"chosen" | "has room" | "turned away">;
export type AdvertisementStanding = Standing<"counts" | "other pools" | "other Services" | "left out"> & {
  readonly kind: string;
};
export type NodeStanding = Standing<"announces" | "shares" | "chosen" | "stands by" | "silent" | "may" | "may not">;

export type PeerSessionStanding = Standing<"up" | "down">;

export type HostStanding = Standing<"first" | "second" | "in line">;

/** Whether the nodes share the hosts of an address. */
export interface SharingAccount {
  readonly state: "shared" | "not shared";
  /** The nodes that share the address, or the reason why one node serves all hosts. */
  readonly message: string;
}

/** Which nodes may serve one host of a shared address. */
export interface HostExplanation {
  readonly mac: string;
  readonly message: string;
  /** The nodes that are up, in the order that the hash of the host's MAC gives. Empty: the address is not shared. */
  readonly nodes: readonly HostStanding[];
}

/** A cure, with its command if there is one. */
export interface NextStep {
  readonly text: string;
  readonly command?: string;
}

/** The state of one address that Services have. */
export interface AddressAccount {
  readonly address: string;
  readonly pool?: string;
  readonly services: readonly ObjectKey[];
  readonly status: Condition["status"];
  readonly reason: AnnouncementReason;
  readonly message: string;
  /** The conflict, if another host or node claims the address too, or an interface of a node has the address. */
  readonly conflict?: ConflictVerdict;
  readonly advertisements: readonly AdvertisementStanding[];
  /** Absent: no advertisement asks for load sharing. */
  readonly sharing?: SharingAccount;
  /**
   * On layer 2: the owner, then the standbys in order, then the others by name. Empty if no L2Advertisement is for the
   * address.
   */
  readonly nodes: readonly NodeStanding[];
  /**
   * By BGP: first the nodes that are to announce, by name; then the others, by name. Empty if no BGPAdvertisement is
   * for the address.
   */
  readonly bgpNodes: readonly NodeStanding[];
  /** True if `AddressAnnounced.half` says why one of the two protocols does not announce the address. */
  readonly isHalf: boolean;
}

export interface ServiceExplanation {
  readonly about: "service";
  readonly name: ObjectKey;
  readonly isFine: boolean;
  readonly verdict: AllocationVerdict;
  /** The rule by which the Service has these addresses; absent: the Service has none. */
  readonly rule?: string;
  /** The addresses, and other entries of its status, that the Service loses, and why. */
  readonly released?: string;
  readonly pools: readonly PoolStanding[];
  readonly addresses: readonly AddressAccount[];
  readonly faults: readonly Fault[];
  readonly nextSteps: readonly NextStep[];
}

export interface AddressExplanation {
  readonly about: "address";
  readonly name: string;
  readonly isFine: boolean;
  readonly state: "in use" | "free" | "put aside" | "kept back" | "of a node" | "in no pool";
  /** The Service that has the address; or what would happen if a Service asked for it. */
  readonly summary: string;
  /** Absent: no Service has the address. */
  readonly account?: AddressAccount;
  /** The host that the question names; absent: it names none. */
  readonly host?: HostExplanation;
  readonly nextSteps: readonly NextStep[];
}

export interface NodeExplanation {
  readonly about: "node";
  readonly name: string;
  readonly isFine: boolean;
  /** How many of all addresses the node has, how many nodes have addresses, and for how many the node is a standby. */
  readonly summary: string;
  /** The state of the node's announcer, and what is wrong with it. */
  readonly announcer: string;
  readonly owns: readonly string[];
  readonly standsBy: readonly string[];
  /**
   * Addresses that the node could announce if it had an endpoint of their Services (`externalTrafficPolicy: Local`).
   */
  readonly unserved: readonly string[];
  /** For each valid pool: whether the node may announce the pool's addresses, on layer 2 or by BGP. */
  readonly pools: readonly Standing<"may" | "may not">[];
  readonly nextSteps: readonly NextStep[];
}

export interface PoolExplanation {
  readonly about: "pool";
  readonly name: string;
  readonly isFine: boolean;
  readonly state: "valid" | "full" | "invalid";
  /** How many addresses are in use and free, and for which Services the pool is. */
  readonly summary: string;
  /** The entries of the pool's `addresses`. */
  readonly ranges: readonly string[];
  /** One entry for each family of the pool's ranges, and of the addresses that Services have from it. */
  readonly usage: readonly PoolUse[];
  /** The Services that have addresses of the pool. */
  readonly services: readonly { readonly service: ObjectKey; readonly addresses: readonly string[] }[];
  readonly advertisements: readonly AdvertisementStanding[];
  readonly faults: readonly Fault[];
  readonly nextSteps: readonly NextStep[];
}

export interface PeerExplanation {
  readonly about: "peer";
  readonly name: string;
  readonly isFine: boolean;
  /**
   * `unused`: it selects no node that speaks BGP. `invalid`: it has an error or is in the wrong namespace, so no node
   * uses it. `unknown`: there is no announcer's Lease.
   */
  readonly state: "up" | "partly up" | "down" | "unused" | "invalid" | "unknown";
  /** How many of its sessions are up; or why there is none. */
  readonly summary: string;
  /** The sessions by node; with each, what is wrong with the FRR of the node. */
  readonly sessions: readonly PeerSessionStanding[];
  readonly faults: readonly Fault[];
  readonly nextSteps: readonly NextStep[];
}

/** How many addresses of a family are in use and free; each number is at most 2^53 − 1. */
export interface PoolUse {
  readonly family: IPFamily;
  readonly assigned: number;
  readonly available: number;
}

/** The answer if the subject does not exist, or is a Service that this controller does not serve. */
export interface Unknown {
  readonly about: "nothing";
  readonly message: string;
}

/** `host`: the MAC of a host, in lower case and with colons. */
export type Subject =
  | { readonly about: "service"; readonly key: ObjectKey }
  | { readonly about: "address"; readonly address: Address; readonly host?: string }
  | { readonly about: "node"; readonly name: string }
  | { readonly about: "pool"; readonly name: string }
  | { readonly about: "peer"; readonly name: string };
