/**
 * What the status page shows, and `/api/v1/state` says. Every list is a table whose rows have a key of their own, so that two
 * states differ by rows.
 *
 * @module
 */

import type { FaultReason } from "../fault.ts";
import type { Instant, IPFamily } from "../kubernetes.ts";
import type { AllocationReason, AnnouncementReason, ConflictReason } from "../reasons.ts";

export interface PageState {
  /** When the world was as told here; absent: it has not been seen yet. */
  readonly at?: Instant;
  readonly pools: readonly PoolRow[];
  readonly nodes: readonly NodeRow[];
  readonly addresses: readonly AddressRow[];
  /** Services without an address or without all that they ask for, and addresses that nobody announces. */
  readonly pending: readonly PendingRow[];
  /** Addresses that somebody else uses too. */
  readonly conflicts: readonly ConflictRow[];
  /** What is wrong in the configuration. */
  readonly faults: readonly FaultRow[];
  /** The latest first. */
  readonly failovers: readonly FailoverRow[];
  /** What each node that speaks BGP has with each BGPPeer that is meant for it. */
  readonly sessions: readonly SessionRow[];
}

export interface PoolRow {
  readonly key: string;
  readonly name: string;
  /** As the pool lists them. */
  readonly ranges: readonly string[];
  /** Why nothing is given from it; absent: it is valid. */
  readonly invalid?: string;
  readonly usage: readonly PoolUsage[];
  /** Absent: it does not fill up, or it is too early to tell. */
  readonly trend?: PoolTrend;
}

/** The addresses of one family; a count stops at 2^53 − 1. */
export interface PoolUsage {
  readonly family: IPFamily;
  readonly assigned: number;
  readonly available: number;
}

/** How fast a pool fills up. */
export interface PoolTrend {
  readonly family: IPFamily;
  readonly perDay: number;
  /** From now on, if it goes on like that. */
  readonly daysUntilFull: number;
  /** How many days the pace is from. */
  readonly days: number;
}

export interface NodeRow {
  readonly key: string;
  readonly name: string;
  /** `none`: it has no Lease. `assumed`: there are no Leases at all, and every node counts as having a live announcer. */
  readonly announcer: "live" | "doubtful" | "gone" | "none" | "assumed";
  /** Since when its announcer has been up. */
  readonly upSince?: Instant;
  /** How many addresses it is to announce, and how many it would be if each were shared evenly by those that may. */
  readonly owned: number;
  readonly share: number;
  /** For how many addresses it stands by. */
  readonly standby: number;
}

export interface AddressRow {
  readonly key: string;
  readonly address: string;
  /** Absent: it lies in no pool. */
  readonly pool?: string;
  /** Keys of the Services that have it. */
  readonly services: readonly string[];
  readonly state: AnnouncementReason;
  /** Who announces, or is to; absent: nobody. */
  readonly owner?: string;
  /** Absent: not known. */
  readonly interfaces?: readonly string[];
  /** The best first. */
  readonly standbys: readonly string[];
  /** The nodes that announce it by BGP; absent: none. */
  readonly speakers?: readonly string[];
  /** Since when the address is in use, and since when this node has announced it. */
  readonly created?: Instant;
  readonly since?: Instant;
}

export interface PendingRow {
  readonly key: string;
  /** A Service's key, or an address. */
  readonly subject: string;
  readonly lacks: "address" | "part" | "announcement";
  readonly reason: AllocationReason | AnnouncementReason;
  /** The rule, the object, and the cure. */
  readonly message: string;
  readonly since?: Instant;
}

export interface ConflictRow {
  readonly key: string;
  readonly address: string;
  readonly services: readonly string[];
  readonly reason: ConflictReason | "AddressConflict";
  /** Names the other's MAC. */
  readonly message: string;
  readonly since?: Instant;
  /** Until when nobody is given the address; absent: it stays announced, and is defended. */
  readonly asideUntil?: Instant;
}

export interface FaultRow {
  readonly key: string;
  readonly severity: "error" | "warning";
  /** Kind and key. */
  readonly object: string;
  readonly field: string;
  readonly reason: FaultReason;
  readonly message: string;
}

/** Addresses that one node lost within a few seconds. */
export interface FailoverRow {
  readonly key: string;
  readonly at: Instant;
  /** For how long nobody answered, at most; absent: nobody was silent, or it is not known. */
  readonly silentMs?: number;
  readonly from: string;
  readonly to: readonly { readonly node: string; readonly addresses: number }[];
  /** Some of the addresses. */
  readonly examples: readonly string[];
  /** Moved by the plan, from a node that could have kept them. */
  readonly planned: boolean;
}

export interface SessionRow {
  readonly key: string;
  /** The name of the BGPPeer. */
  readonly peer: string;
  readonly node: string;
  /** The router's address, or the interface that it is found on. */
  readonly router: string;
  readonly isUp: boolean;
  /** What the announcer says is wrong, in sentences. */
  readonly problems: readonly string[];
}

export type TableName = Exclude<keyof PageState, "at">;
export type Row<Name extends TableName> = PageState[Name][number];

export const emptyState: PageState = {
  pools: [],
  nodes: [],
  addresses: [],
  pending: [],
  conflicts: [],
  faults: [],
  failovers: [],
  sessions: [],
};
