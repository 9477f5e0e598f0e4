/**
 * A UDP socket that reports the link of each received datagram, and can send on a given link (`udp(7)`).
 *
 * @module
 */

import { readControlMessages } from "../../functions/model/wire/control_messages.ts";
import { linkInControl, packetInfo } from "../../functions/model/wire/packet_info.ts";
import { timeInControl } from "../../functions/model/wire/packet_time.ts";
import { filterBytes, type Instruction } from "../../functions/model/wire/packet_filter.ts";
import type { SocketAddress } from "../../functions/model/wire/socket_address.ts";
import { parseSocketAddress, socketAddressBytes } from "../../functions/model/wire/socket_address.ts";
import type { Libc } from "./libc.ts";
import { datagramCapacity, type Message, MessageMemory } from "./message.ts";
import {
  closeOnExec,
  familyIPv4,
  familyIPv6,
  levelIPv4,
  levelIPv6,
  levelSocket,
  nonblocking,
  optionReceiveBuffer,
  typeDatagram,
} from "./socket_constants.ts";
import { attachFilter } from "./socket_filter.ts";
import { WireError } from "./wire_error.ts";

const optionPacketInfoIPv4 = 8;
const optionPacketInfoIPv6 = 49;
const optionIPv6Only = 26;
const optionBroadcast = 6;
const optionTimestamp = 35;
const optionHopLimitIPv4 = 2;
const optionHopLimitIPv6 = 16;
/** Peers are on one network. With this hop limit, they can drop datagrams that a router has forwarded (RFC 5082). */
const hopLimit = 255;
const receiveBufferBytes = 1 << 20;

/**
 * Called with a datagram. The bytes are valid only during the call: the next datagram is written into the same memory.
 */
export type OnDatagram = (data: Uint8Array, from: DatagramOrigin) => void;

export interface DatagramOrigin extends SocketAddress {
  /** The link on which the datagram arrived. */
  readonly linkIndex: number;
  /** When the datagram arrived, in milliseconds since the epoch by the system's clock. */
  readonly at: number;
}

export interface DatagramDestination extends SocketAddress {
  /** The link to send on, which an IPv6 link-local address needs; absent: the routes choose it. */
  readonly linkIndex?: number;
}

/** A destination in the form of `sendmsg`. */
type Way = Pick<Message, "name" | "control">;

const mostWays = 1_000;

export interface UdpSocketOptions {
  readonly family: "IPv4" | "IPv6";
  readonly port: number;
}

export class UdpSocket implements Disposable {
  readonly descriptor: number;
  readonly #libc: Libc;
  readonly #family: UdpSocketOptions["family"];
  readonly #message: MessageMemory;
  readonly #ways = new Map<string, Way>();

  /**
   * Listens on all addresses of the family. The kernel refuses a second socket on the port, so two announcers cannot
   * run on one node.
   *
   * @throws WireError if the port is taken (EADDRINUSE) or the host does not have the family (EAFNOSUPPORT)
   */
  constructor(libc: Libc, { family, port }: UdpSocketOptions) {
    this.#libc = libc;
    this.#family = family;
    const { socket, bind } = libc.calls;
    const number = family === "IPv4" ? familyIPv4 : familyIPv6;
    this.descriptor = libc.check(
      socket(number, typeDatagram | nonblocking | closeOnExec, 0),
      `open ${family} UDP socket`,
    );
    this.#message = new MessageMemory(libc);
    try {
      this.#setOptions();
      const address = socketAddressBytes({ address: family === "IPv4" ? "0.0.0.0" : "::", port });
      libc.check(bind(this.descriptor, address, address.length), `listen on ${family} UDP port ${port}`);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  #setOptions(): void {
    const set = (level: number, option: number, value = 1): number => {
      return this.#libc.calls.setsockopt(this.descriptor, level, option, Int32Array.of(value), 4);
    };
    set(levelSocket, optionReceiveBuffer, receiveBufferBytes);
    if (this.#family === "IPv6") this.#libc.check(set(levelIPv6, optionIPv6Only), "keep IPv4 out of IPv6 UDP socket");
    const told = this.#family === "IPv4" ? set(levelIPv4, optionPacketInfoIPv4) : set(levelIPv6, optionPacketInfoIPv6);
    this.#libc.check(told, "receive the links of datagrams");
    set(levelSocket, optionTimestamp);
    set(levelSocket, optionBroadcast);
    const sentWith = this.#family === "IPv4"
      ? set(levelIPv4, optionHopLimitIPv4, hopLimit)
      : set(levelIPv6, optionHopLimitIPv6, hopLimit);
    this.#libc.check(sentWith, "set the hop limit of datagrams");
  }

  /**
   * From now on, only datagrams that the program accepts are received. If that fails, returns the error and keeps the
   * previous filter.
   */
  filter(program: readonly Instruction[]): WireError | undefined {
    return attachFilter(this.#libc, this.descriptor, filterBytes(program));
  }

  /** Delivers the received datagrams, but at most `most`, so that a flood leaves time for other work. */
  drain(onDatagram: OnDatagram, most = 512): void {
    for (let count = 0; count < most; count++) {
      const message = this.#message.receive(this.descriptor);
      if (message === undefined) return;
      if (message === "truncated") continue;
      const from = parseSocketAddress(message.name);
      const control = readControlMessages(message.control);
      const linkIndex = linkInControl(control);
      const at = timeInControl(control) ?? Date.now();
      if (from !== undefined && linkIndex !== undefined) onDatagram(message.data, { ...from, linkIndex, at });
    }
  }

  /** Sends a datagram; returns the error if it fails, e.g. ENETUNREACH, or ENODEV for a removed link. */
  send(data: Uint8Array, to: DatagramDestination): WireError | undefined {
    const action = (): string => `send datagram to ${to.address} port ${to.port}`;
    if (data.length > datagramCapacity) return new WireError(action(), "EMSGSIZE");
    const sent = this.#message.send(this.descriptor, { ...this.#way(to), data });
    return sent ? undefined : this.#libc.error(action());
  }

  /** The encoded destination. There are few destinations, so each is encoded only once. */
  #way(to: DatagramDestination): Way {
    const key = `${to.address} ${to.port} ${to.linkIndex}`;
    const known = this.#ways.get(key);
    if (known !== undefined) return known;
    const name = socketAddressBytes(to, to.linkIndex);
    const control = to.linkIndex === undefined ? new Uint8Array() : packetInfo(this.#family, to.linkIndex);
    if (this.#ways.size >= mostWays) this.#ways.clear();
    this.#ways.set(key, { name, control });
    return { name, control };
  }

  close(): void {
    this.#libc.calls.close(this.descriptor);
    this.#message.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
