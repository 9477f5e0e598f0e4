/**
 * Guests: announcers that send heartbeats to this node although this node's plan does not name them, because one of the
 * two plans is older. Guests get heartbeats too. Otherwise two nodes with different plans could both hold an address
 * without knowing of each other.
 *
 * @module
 */

import type { PeerAddress } from "./peer_address.ts";

export interface Guest extends PeerAddress {
  /** When the first heartbeat of the guest arrived. */
  readonly since: number;
  readonly heardAt: number;
}

/** A guest is forgotten after this time without a heartbeat. */
const staysMs = 3_000;
/** The maximum number of guests on all links together: a node with the key could invent any number of names. */
const room = 64;

export class Guests {
  readonly #guests = new Map<string, Guest>();

  /**
   * Notes a heartbeat of a guest; false if there is no room for another guest. Only a fresh beat changes a guest's
   * address, since a replayed beat may come from any host.
   */
  welcome(address: PeerAddress, isFresh: boolean, now: number): boolean {
    const key = `${address.link} ${address.node}`;
    const present = this.present(now);
    const before = this.#guests.get(key);
    if (before === undefined && present.length >= room) return false;
    if (before !== undefined && before.address !== address.address && !isFresh) return true;
    this.#guests.set(key, { ...address, since: before?.since ?? now, heardAt: now });
    return true;
  }

  present(now: number): readonly Guest[] {
    for (const [key, { heardAt }] of this.#guests) if (now - heardAt >= staysMs) this.#guests.delete(key);
    return [...this.#guests.values()];
  }
}
