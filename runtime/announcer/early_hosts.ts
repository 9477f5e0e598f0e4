/**
 * The records of hosts that arrive by heartbeat before this node shares their address: peers send an announcer that has
 * just started or has stalled all records at once, while it still learns its addresses.
 *
 * @module
 */

import type { ToldHost } from "../../functions/model/announcing/sharing/host.ts";
import { mostHosts } from "../../functions/model/announcing/sharing/host_table.ts";
import type { EarlyHost } from "../../functions/model/announcing/sharing/meeting.ts";

/** Within this time, an announcer has learned its addresses. Peers send later records again. */
const keptMs = 10_000;

export class EarlyHosts {
  /** By address, MAC, node and number of moves of the record; the oldest is first. */
  readonly #hosts = new Map<string, EarlyHost>();

  put(told: ToldHost, link: string, at: number): void {
    const key = `${told.address} ${told.mac} ${told.node} ${told.moves}`;
    this.#hosts.delete(key);
    if (this.#hosts.size < mostHosts) this.#hosts.set(key, { told, link, at });
  }

  /** Removes and returns the records of an address. */
  take(address: string): readonly EarlyHost[] {
    const all = [...this.#hosts].filter(([, { told }]) => told.address === address);
    for (const [key] of all) this.#hosts.delete(key);
    return all.map(([, host]) => host);
  }

  forgetOld(now: number): void {
    for (const [key, { at }] of this.#hosts) if (now - at >= keptMs) this.#hosts.delete(key);
  }
}
