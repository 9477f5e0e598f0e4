/**
 * The state of the status page, which `/api/v1/state` returns as JSON. Every list is a table; its rows have keys, by
 * which two states can be compared.
 *
 * @module
 */

import type { FaultReason } from "../model/fault.ts";
import type { Happening } from "../model/history/entry.ts";
import type { Instant, IPFamily } from "../model/kubernetes.ts";
import type { AllocationReason, AnnouncementReason, ConflictReason } from "../model/reasons.ts";

export interface PageState {
  /** The time of the observation; absent: nothing has been observed yet. */
  readonly at?: Instant;
  readonly pools: readonly PoolRow[];
  readonly nodes: readonly NodeRow[];
  readonly addresses: readonly AddressRow[];
  /** The risks to addresses that are still announced; see `trouble_rows.ts`. */
  readonly troubles: readonly TroubleRow[];
  /**
   * Services that have no address, or not all that they ask for; and addresses that are not known to be announced by
   * all their protocols.
   */
  readonly pending: readonly PendingRow[];
  /** Addresses that another host or node claims too. */
  readonly conflicts: readonly ConflictRow[];
  /** The faults of the configuration, and of the times in the announcers' Leases. */
  readonly faults: readonly FaultRow[];
  /** The events of addresses and Services, the latest first. */
  readonly timeline: readonly TimelineRow[];
  /** One row for each pair of a node that speaks BGP and a BGPPeer that selects the node. */
  readonly sessions: readonly SessionRow[];
}

export interface PoolRow {
  readonly key: string;
  readonly name: string;
  /** The entries of the pool's `addresses`. */
  readonly ranges: readonly string[];
  /** Why the pool gives no new addresses; absent: the pool is valid. */
  readonly invalid?: string;
  readonly usage: readonly PoolUsage[];
  /** Absent: the free addresses do not become fewer, they last for over ten years, or it is too early to know. */
  readonly trend?: PoolTrend;
}

/** The addresses of one family; each number is at most 2^53 − 1. */
export interface PoolUsage {
  readonly family: IPFamily;
  readonly assigned: number;
  readonly available: number;
}

/** How fast the free addresses of a pool are used up. */
export interface PoolTrend {
  readonly family: IPFamily;
  readonly perDay: number;
  /** The number of days until no address is free, if the pace stays the same. */
  readonly daysUntilFull: number;
  /** The number of days over which the pace was measured. */
  readonly days: number;
}

export interface NodeRow {
  readonly key: string;
  readonly name: string;
  /**
   * `silent`: other nodes have taken over its addresses, and its Lease has not changed since. `none`: it has no Lease.
   * `assumed`: there are no Leases at all, so every node counts as having a live announcer. The other words are
   * explained at `KnownAnnouncer`.
   */
  readonly announcer: "live" | "silent" | "doubtful" | "unheard" | "unreadable" | "gone" | "none" | "assumed";
  /** When the node was last heard; absent: its announcer is not `silent`. */
  readonly silentSince?: Instant;
  /** Since when the node's announcer has been running. */
  readonly upSince?: Instant;
  /** The number of addresses that the node announces or is to announce on layer 2, or announces by BGP. */
  readonly announces: number;
  /** The number of addresses that the node announces or is to announce on layer 2. */
  readonly owned: number;
  /**
   * The number of addresses that the node would announce if each address were divided evenly among its best candidates.
   * A shared address counts as one for each node that shares it.
   */
  readonly share: number;
  /** The number of addresses for which the node is a standby. */
  readonly standby: number;
}

export interface AddressRow {
  readonly key: string;
  readonly address: string;
  /** Absent: the address is in no pool. */
  readonly pool?: string;
  /** Keys of the Services that have the address. */
  readonly services: readonly string[];
  readonly state: AnnouncementReason;
  /** The node that announces the address or is to announce it; absent: there is none. */
  readonly owner?: string;
  /** Absent: the interfaces are not known. */
  readonly interfaces?: readonly string[];
  /** The best first. */
  readonly standbys: readonly string[];
  /** The nodes that share the hosts of the address, the owner among them; absent: one node serves all hosts. */
  readonly sharers?: readonly string[];
  /** By node that shares the address: how many hosts it serves; absent: not counted yet. */
  readonly hosts?: Readonly<Record<string, number>>;
  /** The nodes that announce the address by BGP; absent: there are none. */
  readonly speakers?: readonly string[];
  /** Since when the address is in use. */
  readonly created?: Instant;
  /** Since when the owner announces it. */
  readonly since?: Instant;
}

/** Why an announced address is at risk. */
export const troubleReasons = [
  "NoLeader",
  "NodeSilent",
  "AnnouncerGone",
  "UnreadableLease",
  "NotHeard",
  "KubeProxyFailing",
  "SecondAnnouncer",
  "SessionDown",
  "NoStandby",
  "SlowFailover",
] as const;

export type TroubleReason = typeof troubleReasons[number];

export interface TroubleRow {
  readonly key: string;
  /** A node's name, an address, or a BGPPeer as `BGPPeer NAME`. */
  readonly subject: string;
  readonly reason: TroubleReason;
  readonly message: string;
  readonly since?: Instant;
}

export interface PendingRow {
  readonly key: string;
  /** A Service's key, or an address. */
  readonly subject: string;
  readonly lacks: "address" | "part" | "announcement" | "protocol";
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
  /** The message, which names the other host or node. */
  readonly message: string;
  readonly since?: Instant;
  /** Until when no Service gets the address; absent: the address stays announced, and its holder defends it. */
  readonly asideUntil?: Instant;
}

export interface FaultRow {
  readonly key: string;
  readonly severity: "error" | "warning";
  /** The kind and the key. */
  readonly object: string;
  readonly field: string;
  readonly reason: FaultReason;
  readonly message: string;
}

/** An event. All takeovers from one node within 10 s are one row, and so are all planned moves from one node. */
export interface TimelineRow {
  readonly key: string;
  readonly at: Instant;
  readonly what: Happening;
  /** Some of the addresses or Services, or the BGPPeer; `count` is the number of all. */
  readonly subjects: readonly string[];
  readonly count: number;
  /** For moves and takeovers: the node that lost the addresses (`from`), and the nodes that have them now (`to`). */
  readonly from?: string;
  readonly to: readonly { readonly node: string; readonly addresses: number }[];
  /** For `session-up` and `session-down`: some of the nodes whose session with the BGPPeer began or ended. */
  readonly nodes?: readonly string[];
  /** The number of all these nodes. */
  readonly nodeCount?: number;
  /**
   * An upper bound of the time without an answer, in milliseconds; absent: there was no such time, or it is not known.
   */
  readonly silentMs?: number;
  /** For a conflict: the message, which names the other host or node. For `session-down`: the cause. */
  readonly note?: string;
}

export interface SessionRow {
  readonly key: string;
  /** The name of the BGPPeer. */
  readonly peer: string;
  readonly node: string;
  /** The router's address, or the interface on which FRR discovers the router. */
  readonly router: string;
  readonly isUp: boolean;
  /** The problems that the announcer reports, in sentences. */
  readonly problems: readonly string[];
}

/** The fields of a state whose values are instants. */
export const instantFields: readonly string[] = ["at", "upSince", "created", "since", "silentSince", "asideUntil"];

export type TableName = Exclude<keyof PageState, "at">;
export type Row<Name extends TableName> = PageState[Name][number];

export const emptyState: PageState = {
  pools: [],
  nodes: [],
  addresses: [],
  troubles: [],
  pending: [],
  conflicts: [],
  faults: [],
  timeline: [],
  sessions: [],
};
