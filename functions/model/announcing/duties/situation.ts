/**
 * The input and the result of `announce`.
 *
 * @module
 */

import type { LostFamilies } from "../../wire/lost_families.ts";
import type { VirtualIP } from "../../crds.ts";
import type { Bindings } from "./bound.ts";
import type { Duty } from "./duty.ts";
import type { Instant, IPFamily } from "../../kubernetes.ts";
import type { Peer } from "../liveness/peer.ts";
import type { Signatures } from "../liveness/signature.ts";
import type { OnLink, ProbeRecord } from "../liveness/probe.ts";

/** The world as one node sees it. */
export interface Situation {
  readonly now: Instant;
  readonly node: string;
  /** Since when this node has received heartbeats without a gap: its start, or the end of its last stall. */
  readonly listeningSince: Instant;
  /** The usable links that are up. */
  readonly links: readonly UsableLink[];
  /** The usable links that are down. */
  readonly idle: readonly UsableLink[];
  /** The VirtualIPs to decide for. The decision for one does not depend on the others in the list. */
  readonly virtualIPs: readonly VirtualIP[];
  /** By node: every other node that is in an order with this node. */
  readonly peers: ReadonlyMap<string, Peer>;
  /** By node: for each peer that is not heard, the evidence from its Leases. */
  readonly signatures: ReadonlyMap<string, Signatures>;
  /** By node, then by name of this node's link: the MAC of the peer on that network, by its Lease. */
  readonly leasedMacs: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** By node: the families of addresses that it cannot serve on any link, by its Lease; absent: none. */
  readonly lostBy?: ReadonlyMap<string, readonly IPFamily[]>;
  /** By MAC of an announcer's link: its node. If another MAC answers for an address, it belongs to a stranger. */
  readonly announcers: ReadonlyMap<string, string>;
  /** The MACs of a second announcer with this node's name; absent: there is none. */
  readonly twins?: ReadonlySet<string>;
  /** By address: the interface that has it, on this node or on a peer. A peer's Lease shows the peer's addresses. */
  readonly bindings: Bindings;
  /** By `probeKey`: the results of probes. */
  readonly probes: ReadonlyMap<string, ProbeRecord>;
  /** By `probeKey`: the last sender that claimed the address on the link and belongs to no announcer. */
  readonly strangers: ReadonlyMap<string, Sighting>;
  /** By address: the last frame in which another announcer claimed it. */
  readonly rivals: ReadonlyMap<string, Sighting>;
  /** By address: the duties from the last call of `announce`. */
  readonly duties: ReadonlyMap<string, Duty>;
  /** By shared address, then by node: how many hosts the node serves, as far as this node knows; absent: none. */
  readonly hostsServed?: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Seconds between two rounds of gratuitous frames for an established address; 0: no such rounds. */
  readonly refreshSeconds: number;
}

export interface UsableLink {
  readonly name: string;
  readonly mac: string;
  /** With their prefix lengths, e.g. `172.16.0.11/16`. */
  readonly addresses: readonly string[];
  /** The families that the kernel cannot serve on the link; absent: it serves both. */
  readonly lost?: LostFamilies;
}

/** A frame on the wire in which its sender claims an address. */
export interface Sighting {
  readonly mac: string;
  /** The name of this node's link. */
  readonly link: string;
  /** The node whose announcer had this MAC until less than 30 s ago; absent: none. */
  readonly node?: string;
  readonly at: Instant;
}

/** The decisions for this node. */
export interface Announcing {
  readonly duties: ReadonlyMap<string, Duty>;
  readonly answers: AnswerTable;
  /** The addresses for which to send gratuitous frames now, and the links. */
  readonly gratuitous: readonly OnLink[];
  /** Addresses to probe, every 25 ms while they are in this list. */
  readonly probes: readonly OnLink[];
  /** For the heartbeat: the addresses that this node holds. */
  readonly claims: readonly { readonly address: string; readonly revision: number }[];
  /** For the heartbeat: the addresses that this node cannot serve. */
  readonly declines: readonly string[];
  /** VirtualIPs whose status is to be written. */
  readonly statuses: readonly VirtualIP[];
  /** By address: when time alone may change its duty. */
  readonly resyncAt: ReadonlyMap<string, Instant>;
}

/** By address, then by name of this node's link: the MAC to answer with. */
export type AnswerTable = ReadonlyMap<string, Readonly<Record<string, string>>>;
