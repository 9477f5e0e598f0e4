/**
 * Announcers that count this node among their peers, by a plan that has not come here, or not any more: they are answered, so
 * that two nodes with different plans do not hold one address without knowing of each other.
 *
 * @module
 */

import type { PeerAddress } from "./peer_address.ts";

export interface Guest extends PeerAddress {
  /** Since when it is listened for. */
  readonly since: number;
  readonly heardAt: number;
}

/** One that has been silent for so long is no guest any more. */
const staysMs = 3_000;
/** So many on all links; whoever has the key could be more. */
const room = 64;

export class Guests {
  readonly #guests = new Map<string, Guest>();

  /** Somebody has sent a heartbeat. False when there is no room for another. */
  welcome(address: PeerAddress, now: number): boolean {
    const key = `${address.link} ${address.node}`;
    const before = this.#guests.get(key);
    if (before === undefined && this.present(now).length >= room) return false;
    this.#guests.set(key, { ...address, since: before?.since ?? now, heardAt: now });
    return true;
  }

  present(now: number): readonly Guest[] {
    for (const [key, { heardAt }] of this.#guests) if (now - heardAt >= staysMs) this.#guests.delete(key);
    return [...this.#guests.values()];
  }
}
