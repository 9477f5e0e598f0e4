/**
 * The states of one address on one node. `announce` returns the state of each address, and gets it back with the next
 * observation. `transitions.ts` lists which state follows which.
 *
 * @module
 */

import type { Instant } from "../../kubernetes.ts";
import type { Counting } from "../sharing/host_counts.ts";
import type { Member } from "../sharing/member.ts";

export type Duty = Holding | Sharing | Surrogate | Waiting | Mute | PutAside;

export type DutyState = Duty["state"];

/** This node answers with its own MAC. */
export type Holding = Probing | Established;

/** The address is not new, or this node's probes found no stranger on it. */
export type Established = HandingOver | Announced;

/** The fields that every state of a holder has. */
export interface HoldingCore {
  readonly role: "holding";
  readonly address: string;
  /** The plan's revision under which this node holds the address. */
  readonly revision: number;
  /** When this node took the address. */
  readonly since: Instant;
  /** The `since` of the status. It only orders the statuses of two nodes (docs/adr/0032-no-two-clocks.md). */
  readonly toldSince: Instant;
  readonly origin: Origin;
  /** Names of the links on which this node answers. */
  readonly links: readonly string[];
  /** The MAC of each of these links. */
  readonly macs: Readonly<Record<string, string>>;
  readonly yielding: Yielding;
}

/** The address is new: this node answers for it, and probes whether a stranger uses it. */
export interface Probing extends HoldingCore {
  readonly state: "probing";
  readonly probingSince: Instant;
}

/** The first gratuitous ARP waits until the previous holder has sent its clients the new MAC. */
export interface HandingOver extends HoldingCore, Challenges {
  readonly state: "handingOver";
  /** When the first gratuitous ARP goes out; in the future. */
  readonly announceAt: Instant;
}

/** Gratuitous ARP goes out, in opening rounds and then in refreshes. */
export interface Announced extends HoldingCore, Challenges {
  readonly state: "announced";
  /** When the first round went out. */
  readonly announcedAt: Instant;
  /** How many rounds have gone out, the first one included. */
  readonly rounds: number;
  /** When this node last probed for another host with the address. Each round includes a probe. */
  readonly askedAt: Instant;
}

/** How this node came to hold the address. */
export type Origin =
  | { readonly is: "plan" }
  /** A takeover from the dead node `from`, last heard at `silentSince`. Its Lease had the version `leaseVersion`. */
  | { readonly is: "takeover"; readonly from: string; readonly silentSince: Instant; readonly leaseVersion?: string };

/** Whether the plan has given the address to another node. */
export type Yielding =
  | { readonly is: "no" }
  | {
    readonly is: "yielding";
    /** The new holder. */
    readonly to: string;
    readonly claim: HolderClaim;
    /** Nodes of better rank than `to` that did not take the address in time. */
    readonly passedOver: readonly string[];
  };

/** Whether the chosen node claims the address. */
export type HolderClaim =
  /** The chosen node claims the address, or this node cannot know whether it does. */
  | { readonly is: "open" }
  /** Since `since`, this node has heard the chosen node, which does not claim the address. */
  | { readonly is: "missing"; readonly since: Instant };

/** Other nodes and hosts that claim or use an established address. */
export interface Challenges {
  readonly contest: Contest;
  readonly conflict: Conflict;
  /** Nodes of the order that are down, or on the other side of a partition. */
  readonly outOfReach: readonly string[];
}

/** Whether a peer of worse rank claims the address too, in heartbeats or on the wire. */
export type Contest =
  | { readonly is: "no" }
  | { readonly is: "contested"; readonly by: string; readonly since: Instant };

/** Whether another host uses the address. */
export type Conflict = { readonly is: "no" } | Intrusion;

export type Intrusion =
  /** A MAC that belongs to no node. */
  | { readonly is: "stranger" } & Intruder
  /** A node of the cluster that is not in the order. */
  | { readonly is: "node"; readonly node: string } & Intruder
  /** Frames with a node's MAC, while that node's Leases prove that it is dead. */
  | { readonly is: "forged"; readonly node: string } & Intruder
  /** The kernel of a node answers for the address, because an interface of that node has it. */
  | { readonly is: "bound"; readonly node: string } & Intruder;

export interface Intruder {
  readonly mac: string;
  /** The name of this node's link on which it was seen. */
  readonly link: string;
  /** When it was first seen. */
  readonly since: Instant;
  /** When it was last seen. */
  readonly seenAt: Instant;
  /** When this node last announced the address to defend it. */
  readonly defendedAt: Instant;
}

/** All nodes of the order serve the address, each for the hosts that are assigned to it. */
export interface Sharing {
  readonly role: "sharing";
  readonly state: "sharing";
  readonly address: string;
  readonly revision: number;
  readonly since: Instant;
  readonly links: readonly string[];
  /** The MAC of each of these links. */
  readonly macs: Readonly<Record<string, string>>;
  /** All nodes of the order, including the nodes that are gone. */
  readonly order: readonly string[];
  /** The nodes that share the address now, including this node. */
  readonly members: readonly Member[];
  readonly leads: Leads;
  readonly unsharing: Unsharing;
  readonly conflict: Conflict;
}

/** Whether this node writes the status. The first member in the order whose announcer is up writes it. */
export type Leads =
  | { readonly is: "no" }
  | { readonly is: "leads"; readonly since: Instant; readonly counting: Counting };

/** Whether sharing ends and the address gets a single holder. */
export type Unsharing =
  | { readonly is: "no" }
  /** The hosts move to the node `to`, each between two of its connections. */
  | { readonly is: "unsharing"; readonly to: string; readonly since: Instant };

/** This node answers with the holder's MAC. */
export type Surrogate = StandingIn | Returning | Relieved;

interface SurrogateCore {
  readonly role: "surrogate";
  readonly address: string;
  readonly holder: string;
  /** By name of this node's link: the holder's MAC on this link. */
  readonly macs: Readonly<Record<string, string>>;
}

/** The holder's announcer is away, but its node still serves. */
export interface StandingIn extends SurrogateCore {
  readonly state: "standingIn";
  /** When this node began to stand in. */
  readonly since: Instant;
  readonly evidence: Evidence;
  /** `broken`: a frame of the holder claims the address, but its heartbeats have not arrived for 3 s. */
  readonly path: "unknown" | "broken";
}

/** The holder's announcer is back, but does not claim the address yet. */
export interface Returning extends SurrogateCore {
  readonly state: "returning";
  readonly claim: HolderClaim;
}

/** The holder claims the address, but may be slow: this node still answers with its MAC, for up to 800 ms. */
export interface Relieved extends SurrogateCore {
  readonly state: "relieved";
  readonly relievedSince: Instant;
  /** When this node stops answering. */
  readonly until: Instant;
}

/** How this node knows that the holder has the address. */
export type Evidence =
  | { readonly is: "plan" }
  /** Only frames on the wire show it. They were seen under this revision of the plan. */
  | { readonly is: "wire"; readonly revision: number };

/** This node does not answer. */
export type Waiting = Learning | Standby;

/** This node has just started or stalled, and does not know yet whether a peer holds the address. */
export interface Learning {
  readonly role: "waiting";
  readonly state: "learning";
  readonly address: string;
  /** This node's duty before the stall. This node takes the address back unless a peer has taken it meanwhile. */
  readonly held: Holding | "nothing";
}

/** A node of better rank is to hold the address. */
export interface Standby {
  readonly role: "waiting";
  readonly state: "standby";
  readonly address: string;
  readonly holder: string;
  readonly claim: HolderClaim;
  /** Nodes of better rank than the holder that did not take the address in time. */
  readonly passedOver: readonly string[];
  readonly evidence: Evidence;
  /** The links on which this node, as the next in rank, checks that the holder answers; empty: it does not check. */
  readonly checks: readonly string[];
}

/** A peer's probes of the address got no answer. This node leaves the address to other nodes for a minute. */
export interface Mute {
  readonly role: "mute";
  readonly state: "mute";
  readonly address: string;
  /** The peer that got no answer. */
  readonly toldBy: string;
  readonly since: Instant;
}

/** A stranger uses the address, so this node does not answer for it. */
export interface PutAside {
  readonly role: "putAside";
  readonly state: "putAside";
  readonly address: string;
  readonly found: Found;
  readonly since: Instant;
  /** When this node last probed the address. */
  readonly askedAt: Instant;
}

/** How this node knows of the stranger. */
export type Found =
  /** The stranger answered this node's first probes. */
  | { readonly by: "probe"; readonly mac: string }
  /** Another node found the stranger and wrote this into the status. */
  | { readonly by: "status" };
