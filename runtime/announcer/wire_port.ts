/**
 * The network as an announcer uses it: links, frames, datagrams, and a `wait` that ends on any event.
 *
 * @module
 */

import type { EchoingPeers } from "../../functions/model/announcing/heartbeat/beat_filter.ts";
import type { AnsweringLink } from "../../functions/model/announcing/duties/answer.ts";
import type { UsableLink } from "../../functions/model/announcing/duties/situation.ts";

export interface WireLink extends UsableLink, AnsweringLink {
  readonly name: string;
  readonly mac: string;
  /** The IPv6 link-local address that is the source of neighbor solicitations. */
  readonly linkLocal?: string;
}

export interface DatagramOrigin {
  /** The link on which the datagram arrived. */
  readonly link: string;
  readonly address: string;
  /** How long ago the datagram arrived, in ms; at most one beat. */
  readonly ageMs: number;
}

/** The methods are called during `wait`, one at a time. */
export interface WireEvents {
  /** Called with an ARP or NDP frame about a followed address. The bytes are valid during the call only. */
  frame(frame: Uint8Array, link: WireLink): void;
  /** Called with a datagram on the heartbeat port. The bytes are valid during the call only. */
  datagram(datagram: Uint8Array, from: DatagramOrigin): void;
  /** Called when a link was added, removed or changed. */
  linksChanged(): void;
}

/** Receives packets that other hosts send to the wanted addresses; the methods are called during `wait`. */
export interface Eavesdropper {
  /**
   * Called with a frame that opens or closes a TCP connection, or with a sampled frame. The bytes are valid during the
   * call only.
   */
  segment(frame: Uint8Array, link: WireLink): void;
  /** Called when all received frames were delivered. */
  caughtUp(): void;
}

export interface WirePort extends AsyncDisposable {
  /** The usable links that are up. */
  readonly links: readonly WireLink[];
  /** The usable links that are down. */
  readonly idle: readonly WireLink[];
  /**
   * From now on, frames about these addresses are delivered, on all links. Joins the multicast groups of IPv6
   * addresses.
   */
  follow(addresses: ReadonlySet<string>): void;
  /**
   * From now on, `by` gets the frames that open or close TCP connections to these addresses. With an empty set, the
   * sockets are closed, which saves the kernel the work of a filter.
   */
  overhear(addresses: ReadonlySet<string>, by: Eavesdropper): void;
  /**
   * From now on, `by` gets the frames that open or close TCP connections to these addresses, and a sample of all
   * others.
   */
  observe(addresses: ReadonlySet<string>, by: Eavesdropper): void;
  /**
   * Ends when an event was handled, when `wake` was called, or after `timeoutMs`. With `patience`, datagrams are
   * delivered only at the end, so that they do not wake the process.
   */
  wait(timeoutMs: number, events: WireEvents, patience?: "patient"): Promise<void>;
  wake(): void;
  /**
   * Sets the filter for datagrams. Undefined: every datagram that may be a heartbeat is delivered. In a flood,
   * `echoing` is given. Then a datagram is delivered if a peer in `echoing` sent it and it echoes this node's
   * incarnation; of all other datagrams only a sample is delivered.
   */
  guard(echoing: EchoingPeers | undefined): void;
  /** Frames and datagrams that cannot be sent now are lost, as on any network. */
  sendFrame(frame: Uint8Array, link: string): void;
  sendDatagram(datagram: Uint8Array, to: { readonly link: string; readonly address: string }): void;
}
