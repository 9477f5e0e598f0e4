/**
 * The peers that sign with a key that this node does not have. Any host can send a datagram with a peer's name and a
 * key that this node does not have. So the datagram counts only if it comes from the named peer's address, and the peer
 * is reported only while no valid heartbeats of the peer arrive.
 *
 * @module
 */

import { claimedSender } from "../../functions/model/announcing/heartbeat/datagram.ts";
import type { PeerAddress } from "./peer_address.ts";

/** The time for which a datagram with an unknown key counts. */
const keptMs = 3_000;

export class ForeignKeys {
  readonly #seenAt = new Map<string, number>();

  /** Notes a datagram that is not authentic, with its link and source address. */
  note(
    datagram: Uint8Array,
    from: Pick<PeerAddress, "link" | "address">,
    { peers, now }: { readonly peers: readonly PeerAddress[]; readonly now: number },
  ): void {
    const node = claimedSender(datagram);
    const isPeer = peers.some((each) => each.node === node && each.link === from.link && each.address === from.address);
    if (node !== undefined && isPeer) this.#seenAt.set(node, now);
  }

  /** The peers that sign with an unknown key, sorted. Forgets the peers whose valid heartbeats arrive (`isHeard`). */
  nodes(isHeard: (node: string) => boolean, now: number): readonly string[] {
    for (const [node, at] of this.#seenAt) if (now - at >= keptMs || isHeard(node)) this.#seenAt.delete(node);
    return [...this.#seenAt.keys()].sort();
  }
}
