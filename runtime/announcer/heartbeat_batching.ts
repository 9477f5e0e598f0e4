/**
 * Decides whether received heartbeats may wait in the socket until this node sends its own heartbeats. If they never
 * waited, an idle announcer would spend most of its CPU time on waking up for each heartbeat.
 *
 * Why: docs/adr/0017-calm-heartbeats-wait.md
 *
 * @module
 */

import type { Peer } from "../../functions/model/announcing/liveness/peer.ts";
import { FloodGuard } from "./flood_guard.ts";

/** For 3 s after the last news, heartbeats are read at once, since peers may wait for this node's decisions. */
const quietMs = 3_000;
/** In a flood the socket is read at this interval, in ms, and not for each datagram. */
const floodedMs = 10;

export class HeartbeatBatching {
  /** The time of the last news. At first Infinity, so that heartbeats are not batched yet. */
  #newsAt = Infinity;

  readonly #guard = new FloodGuard();

  /** Notes that something has changed or may change soon. */
  noteNews(now: number): void {
    this.#newsAt = now;
  }

  /** Notes news if a peer is silent, starts or restarts. */
  notePeers(peers: ReadonlyMap<string, Peer>, now: number): void {
    if (![...peers.values()].every(isQuiet)) this.noteNews(now);
  }

  /**
   * Notes a dropped datagram. The next datagrams are read at once, so that they do not fill the socket. In a flood they
   * wait.
   */
  noteDrop(now: number): void {
    this.#guard.note(now);
    this.noteNews(now);
  }

  isFlooded(now: number): boolean {
    return this.#guard.isUp(now);
  }

  /** How long to wait for events before `wakeAt`, in milliseconds. */
  waitMs(wakeAt: number, now: number): number {
    return Math.max(0, Math.min(wakeAt - now, this.isFlooded(now) ? floodedMs : Infinity));
  }

  /** Returns `"patient"` if heartbeats may wait. */
  patience(now: number): "patient" | undefined {
    return this.isFlooded(now) || now - this.#newsAt >= quietMs ? "patient" : undefined;
  }
}

/**
 * True if the peer's node is down. Also true if the peer runs, its claims are known, and its heartbeats arrive on all
 * networks.
 */
function isQuiet({ networks, state, informed }: Peer): boolean {
  const isDown = networks.every(({ liveness }) => liveness === "nodeDown");
  return isDown || (state === "running" && informed && networks.every(({ liveness }) => liveness === "alive"));
}
