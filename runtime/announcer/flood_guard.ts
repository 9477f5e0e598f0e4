/**
 * Detects a flood: datagrams that are no heartbeats of peers arrive so fast that the kernel should drop most of them.
 *
 * @module
 */

import { sampled } from "../../functions/model/announcing/heartbeat/beat_filter.ts";

/** The limit of drops per second. 40 peers that sign with another key cause 400. */
const mostDrops = 500;
const windowMs = 1_000;
/** A flood ends 10 s after the drops were last above the limit. */
const keptMs = 10_000;

export class FloodGuard {
  #windowSince = -Infinity;
  #drops = 0;
  #until = -Infinity;

  /** Counts a datagram that was dropped. */
  note(now: number): void {
    if (now - this.#windowSince >= windowMs) {
      this.#windowSince = now;
      this.#drops = 0;
    }
    this.#drops++;
    // During a flood the kernel delivers only one in `sampled` datagrams.
    if (this.#drops > (this.isUp(now) ? mostDrops / sampled : mostDrops)) this.#until = now + keptMs;
  }

  isUp(now: number): boolean {
    return now < this.#until;
  }
}
