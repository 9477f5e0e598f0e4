/**
 * What the announcer needs of the network: links, frames, datagrams, and a wait that ends when one of them has something.
 *
 * @module
 */

import type { AnsweringLink } from "../../functions/model/announcing/answer.ts";
import type { UsableLink } from "../../functions/model/announcing/situation.ts";

export interface WireLink extends UsableLink, AnsweringLink {
  readonly name: string;
  readonly mac: string;
  /** Its IPv6 link-local address, from which it asks its neighbours. */
  readonly linkLocal?: string;
}

export interface DatagramOrigin {
  /** The link on which it came. */
  readonly link: string;
  readonly address: string;
  /** How long ago it came; never more than one beat. */
  readonly ageMs: number;
}

/** Called during `wait`, one at a time. */
export interface WireEvents {
  /** An ARP or NDP frame that concerns one of the followed addresses. The bytes are valid during the call only. */
  frame(frame: Uint8Array, link: WireLink): void;
  /** A datagram on the heartbeat port. The bytes are valid during the call only. */
  datagram(datagram: Uint8Array, from: DatagramOrigin): void;
  /** A link has come, gone, or changed. */
  linksChanged(): void;
}

/** Called during `wait`, for who listens to the traffic of others. */
export interface Eavesdropper {
  /** A frame that opens or closes a TCP connection. The bytes are valid during the call only. */
  segment(frame: Uint8Array, link: WireLink): void;
  /** For now there are no more of them. */
  caughtUp(): void;
}

export interface WirePort extends AsyncDisposable {
  /** The links that may be used and are up. */
  readonly links: readonly WireLink[];
  /** Those that may be used and are down. */
  readonly idle: readonly WireLink[];
  /** From now on frames that concern these addresses are wanted, by link; their multicast groups are joined there. */
  follow(addresses: ReadonlySet<string>): void;
  /** From now on, TCP connections to these addresses are listened to; to none: it costs nothing. */
  overhear(addresses: ReadonlySet<string>, by: Eavesdropper): void;
  /**
   * Ends when something has been handled, when woken, or after the time. Of datagrams, the patient hear when it ends: what
   * costs is to be woken, not to listen.
   */
  wait(timeoutMs: number, events: WireEvents, patience?: "patient"): Promise<void>;
  wake(): void;
  /** Frames and datagrams that cannot be sent now are lost, as on any network. */
  sendFrame(frame: Uint8Array, link: string): void;
  sendDatagram(datagram: Uint8Array, to: { readonly link: string; readonly address: string }): void;
}
