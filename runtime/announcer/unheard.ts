/**
 * The peers whose heartbeats do not arrive at this node, and the peers at which this node's heartbeats do not arrive.
 * While there is such a peer, this node renews its Lease every 2 s. The renewals prove that the node lives.
 *
 * Why: docs/adr/0025-signed-evidence.md
 *
 * @module
 */

import { livenessOf, type Peer } from "../../functions/model/announcing/liveness/peer.ts";
import type { Signatures } from "../../functions/model/announcing/liveness/signature.ts";
import { leaseProofMs, pathBrokenMs, renewHeardMs, renewUnheardMs } from "../../functions/model/announcing/timing.ts";
import type { Lease } from "../../functions/model/kubernetes.ts";
import { annotationUnheard } from "../../functions/model/names.ts";
import { logger } from "../ground/log.ts";

const log = logger("peers");

export class Unheard {
  readonly #node: string;
  #nodes: readonly string[] = [];
  /** By peer: the time of its last Lease that lists this node as unheard. */
  readonly #deaf = new Map<string, number>();
  readonly #told = new Set<string>();
  /** By peer that was never heard: when this node noticed this first. */
  readonly #awaited = new Map<string, number>();
  /** The last renewal that `look` asked for, with the peers that it listed. */
  #renewed: { readonly at: number; readonly nodes: readonly string[] } = { at: -Infinity, nodes: [] };

  constructor(node: string) {
    this.#node = node;
  }

  /** The peers whose heartbeats do not arrive at this node, sorted. */
  get nodes(): readonly string[] {
    return this.#nodes;
  }

  /** Reads a peer's renewed Lease, which lists the nodes whose heartbeats do not arrive at the peer. */
  leased(peer: string, { metadata }: Lease, now: number): void {
    const unheard = metadata.annotations?.[annotationUnheard]?.split(",") ?? [];
    if (unheard.includes(this.#node)) this.#deaf.set(peer, now);
    else this.#deaf.delete(peer);
  }

  /** Updates the list of unheard peers; true if the Lease must be renewed now. */
  look(peers: ReadonlyMap<string, Peer>, now: number): boolean {
    const unheard = new Map([...peers].filter(([, peer]) => isUnheard(peer)));
    for (const node of this.#awaited.keys()) if (!unheard.has(node)) this.#awaited.delete(node);
    const nodes = [...unheard].filter(([node, peer]) => this.#isLate(node, peer, now)).map(([node]) => node).sort();
    this.#nodes = nodes;
    for (const [peer, at] of this.#deaf) if (now - at >= leaseProofMs) this.#deaf.delete(peer);
    const { at, nodes: listed } = this.#renewed;
    const isOver = nodes.length === 0 && listed.length > 0;
    const wanted = isOver || nodes.length > 0 || this.#deaf.size > 0;
    if (!wanted || now - at < (isOver ? renewHeardMs : renewUnheardMs)) return false;
    this.#renewed = { at: now, nodes };
    return true;
  }

  /**
   * False if the peer was never heard, and this node has waited less than `renewHeardMs` for its first heartbeat.
   * Without this wait, each start of this node would cost renewals of its Lease and of all peers' Leases.
   */
  #isLate(node: string, { heardAt }: Peer, now: number): boolean {
    if (heardAt !== undefined) return true;
    const since = this.#awaited.get(node) ?? now;
    this.#awaited.set(node, since);
    return now - since >= renewHeardMs;
  }

  /**
   * Logs once each peer whose last heartbeat is 3 s old, or whose first one has not come for 3 s, if its Lease is renewed
   * or cannot be read.
   */
  tell(peers: ReadonlyMap<string, Peer>, signatures: ReadonlyMap<string, Signatures>, now: number): void {
    for (const node of this.#told) if (!this.#nodes.includes(node)) this.#told.delete(node);
    for (const node of this.#nodes) {
      const silentMs = now - (peers.get(node)?.heardAt ?? this.#awaited.get(node) ?? now);
      if (this.#told.has(node) || silentMs < pathBrokenMs) continue;
      const { announcer = "unknown" } = signatures.get(node) ?? {};
      if (announcer === "alive") {
        log.warn(
          "Heartbeats of node {node} do not arrive, though it renews its Lease: check what blocks UDP",
          { node },
        );
      } else if (announcer === "unknown") {
        log.warn(
          "Heartbeats of node {node} do not arrive, and its Lease cannot be read: only ARP shows if it answers",
          { node },
        );
      } else continue;
      this.#told.add(node);
    }
  }
}

/**
 * True if the peer is silent and its node is not known to be down. A peer that starts, or that announced its restart,
 * does not count.
 */
function isUnheard(peer: Peer): boolean {
  const liveness = livenessOf(peer, []);
  return peer.state === "running" && peer.networks.length > 0 &&
    (liveness === "silent" || liveness === "announcerDown");
}
