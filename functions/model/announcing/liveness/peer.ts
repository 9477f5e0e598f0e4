/**
 * A peer as this node knows it, from the peer's heartbeats and Lease and from probes of the peer's own address.
 *
 * @module
 */

import type { Instant } from "../../kubernetes.ts";
import type { Liveness } from "./liveness.ts";

export interface Peer {
  readonly networks: readonly PeerNetwork[];
  /** A `starting` or `restarting` announcer keeps its addresses, but does not answer for them. */
  readonly state: "starting" | "running" | "restarting";
  /** The version of its claims and declines that this node knows. */
  readonly version: number;
  /**
   * True if this node has the peer's claims and declines. False again after a stall of this node, after a restart of
   * the peer, and while the peer is down.
   */
  readonly informed: boolean;
  /** The addresses that the peer holds, with the revision of each. */
  readonly claims: ReadonlyMap<string, number>;
  /** Addresses that the peer cannot serve although it is in their order, e.g. because it has no link for them. */
  readonly declines: ReadonlySet<string>;
  /** Addresses for which the peer's probes got no answer, although the peer hears the holder. */
  readonly misses?: ReadonlySet<string>;
  /** True if the peer supports load sharing; absent: its protocol versions are not known yet. */
  readonly sharesHosts?: boolean;
  /** When its last heartbeat arrived, on any network; absent: not known. */
  readonly heardAt?: Instant;
}

/** A peer on a network that it shares with this node. */
export interface PeerNetwork {
  /** The name of this node's link. */
  readonly link: string;
  readonly mac: string;
  readonly liveness: Liveness;
  /** True if the peer's Lease no longer lists this network, even if the last heartbeat there is recent. */
  readonly isUnplugged?: boolean;
}

const signsOfLife: readonly Liveness[] = ["alive", "silent", "announcerDown", "nodeDown"];

/**
 * The best liveness of a peer on the given links. If the peer shares none of these links, all its links count. A peer
 * that shares no network with this node counts as alive: only the controller sees its death, by its Lease, and changes
 * the plan.
 */
export function livenessOf(peer: Peer | undefined, links: readonly string[]): Liveness {
  const networks = peer?.networks ?? [];
  const shared = networks.filter((network) => links.includes(network.link));
  const seen = (shared.length > 0 ? shared : networks).map((network) => network.liveness);
  return signsOfLife.find((liveness) => seen.includes(liveness)) ?? "alive";
}
