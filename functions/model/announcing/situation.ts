/**
 * What `announce` is told, and what it answers.
 *
 * @module
 */

import type { VirtualIP } from "../crds.ts";
import type { Duty } from "./duty.ts";
import type { Instant } from "../kubernetes.ts";
import type { Liveness, ProbeRecord } from "./liveness.ts";

/** The world as one node sees it. */
export interface Situation {
  readonly now: Instant;
  readonly node: string;
  /** Since when it hears its peers without a gap: its start, or the end of a stall. */
  readonly listeningSince: Instant;
  /** The links that may be used, and are up. */
  readonly links: readonly UsableLink[];
  /** Those that are down. */
  readonly idle: readonly UsableLink[];
  /** Those to decide for; for each of them it does not matter what others there are. */
  readonly virtualIPs: readonly VirtualIP[];
  /** By name; every other node that stands in one order with this one. */
  readonly peers: ReadonlyMap<string, Peer>;
  /** By MAC, whose announcer's link has it; whoever else answers for an address is a stranger. */
  readonly announcers: ReadonlyMap<string, string>;
  /** What asking for an address on a link has brought, by `probeKey`. */
  readonly probes: ReadonlyMap<string, ProbeRecord>;
  /** By address: who last named it as its own without being an announcer. */
  readonly strangers: ReadonlyMap<string, Speaker>;
  /** By address: which other announcer's MAC was last named for it on the wire. */
  readonly rivals: ReadonlyMap<string, Speaker>;
  /** What `announce` said last, by address. */
  readonly duties: ReadonlyMap<string, Duty>;
  /** Between two rounds of gratuitous frames for an established address; 0: none. */
  readonly refreshSeconds: number;
}

export interface UsableLink {
  readonly name: string;
  readonly mac: string;
  /** With their prefix lengths, e.g. `172.16.0.11/16`. */
  readonly addresses: readonly string[];
}

export interface Peer {
  readonly networks: readonly PeerNetwork[];
  /** `starting` and `restarting` announcers hold what they held, but do not answer. */
  readonly state: "starting" | "running" | "restarting";
  /** Which version of its claims and declines is known here. */
  readonly version: number;
  /** It has said what it claims and declines since this node listens. */
  readonly informed: boolean;
  /** The revisions under which it holds addresses. */
  readonly claims: ReadonlyMap<string, number>;
  /** Addresses that it stands in order for and cannot serve: no link. */
  readonly declines: ReadonlySet<string>;
  /** Addresses that it asks for in vain, though their holder is heard. */
  readonly misses?: ReadonlySet<string>;
  /** The last heartbeat on any network; absent: not known. */
  readonly heardAt?: Instant;
}

/** A peer on a network that it shares with this node. */
export interface PeerNetwork {
  /** The name of this node's link. */
  readonly link: string;
  readonly mac: string;
  readonly liveness: Liveness;
  /** The peer has told that it has this network no more; it may have been heard a moment ago. */
  readonly isUnplugged?: boolean;
}

export interface Speaker {
  readonly mac: string;
  /** Of one that is no announcer for this node any more, and was not long ago. */
  readonly node?: string;
  readonly at: Instant;
}

export interface OnLink {
  readonly address: string;
  readonly link: string;
}

/** What is asked for on the wire. */
export interface Asked extends OnLink {
  /** Only answers that name one of these count; absent: all do. */
  readonly macs?: readonly string[];
}

/** What this node is to do. */
export interface Announcing {
  readonly duties: ReadonlyMap<string, Duty>;
  readonly answers: AnswerTable;
  /** Gratuitous frames to send now. */
  readonly gratuitous: readonly OnLink[];
  /** Addresses to ask for, every 50 ms for as long as they are listed. */
  readonly probes: readonly OnLink[];
  readonly claims: readonly { readonly address: string; readonly revision: number }[];
  readonly declines: readonly string[];
  /** VirtualIPs whose status is to be written. */
  readonly statuses: readonly VirtualIP[];
  /** By address: when the answer may change by time alone. */
  readonly resyncAt: ReadonlyMap<string, Instant>;
}

/** For each address the MAC to answer with, by link. */
export type AnswerTable = ReadonlyMap<string, Readonly<Record<string, string>>>;

export function probeKey(on: OnLink): string {
  return `${on.link} ${on.address}`;
}
