/**
 * One packet socket for all links (`packet(7)`). It sends and receives whole Ethernet frames, and bypasses the host's
 * firewall and routing.
 *
 * Why: docs/adr/0010-ndp-through-a-packet-socket.md
 *
 * @module
 */

import { lastWord } from "../../functions/model/addresses/address_bytes.ts";
import type { FrameSelection } from "../../functions/model/wire/frame_selection.ts";
import { filterProgram } from "../../functions/model/wire/frame_selection.ts";
import { filterBytes } from "../../functions/model/wire/packet_filter.ts";
import type { Libc } from "./libc.ts";
import {
  closeOnExec,
  familyPacket,
  levelSocket,
  nonblocking,
  optionReceiveBuffer,
  typeRaw,
} from "./socket_constants.ts";
import { attachFilter } from "./socket_filter.ts";
import type { WireError } from "./wire_error.ts";

/** Called with a frame, which is valid only during the call: the next frame is written into the same memory. */
export type OnFrame = (frame: Uint8Array, linkIndex: number) => void;

const frameCapacity = 2048;
const frameCapacityAsSize = BigInt(frameCapacity);
const addressLength = 20;
/**
 * The largest `pkttype` of frames that this host accepts: unicast to this host, broadcast, multicast. Frames of higher
 * types are for other hosts, e.g. on an unknown VLAN.
 */
const lastTypeForUs = 2;
const receiveBufferBytes = 1 << 20;

export class PacketSocket implements Disposable {
  readonly descriptor: number;
  readonly #libc: Libc;
  readonly #selection: FrameSelection;
  /** The filter's word for each wanted address, so that each address is parsed once. */
  #wordOf: ReadonlyMap<string, number> = new Map();
  #words: ReadonlySet<number> = new Set();

  readonly #frame = new Uint8Array(frameCapacity);
  readonly #frameView = new DataView(this.#frame.buffer);
  readonly #from = new DataView(new ArrayBuffer(addressLength));
  readonly #fromLength = new Uint32Array(1);
  readonly #to: DataView<ArrayBuffer>;

  /** @throws WireError without CAP_NET_RAW */
  constructor(libc: Libc, selection: FrameSelection) {
    this.#libc = libc;
    this.#selection = selection;
    this.#to = packetAddress(selection.etherType);
    const type = typeRaw | nonblocking | closeOnExec;
    const hints = { EPERM: "needs CAP_NET_RAW" };
    this.descriptor = libc.check(libc.calls.socket(familyPacket, type, 0), "open packet socket", hints);
    try {
      const bufferBytes = Int32Array.of(receiveBufferBytes);
      libc.calls.setsockopt(this.descriptor, levelSocket, optionReceiveBuffer, bufferBytes, 4);
      this.want([]);
      // The socket is bound after the filter is set, so that no unfiltered frame is received.
      libc.check(libc.calls.bind(this.descriptor, this.#to, addressLength), "bind packet socket");
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * From now on, only frames about these addresses are received. Frames about other IPv6 addresses with the same last
   * 32 bits are received too.
   */
  want(addresses: Iterable<string>): void {
    const wordOf = new Map<string, number>();
    for (const each of addresses) wordOf.set(each, this.#wordOf.get(each) ?? lastWord(each));
    this.#wordOf = wordOf;
    this.#words = new Set(wordOf.values());
    const exact = filterBytes(filterProgram(this.#selection, this.#words));
    if (attachFilter(this.#libc, this.descriptor, exact) === undefined) return;
    const error = attachFilter(this.#libc, this.descriptor, filterBytes(filterProgram(this.#selection, "any")));
    if (error !== undefined) throw error;
    // Filters share a memory limit (`net.core.optmem_max`). The small filter has replaced the previous one, so the
    // exact filter may fit now.
    attachFilter(this.#libc, this.descriptor, exact);
  }

  /** Delivers the received frames, but at most `most`, so that a flood leaves time for other work. */
  drain(onFrame: OnFrame, most = 512): void {
    for (let count = 0; count < most; count++) {
      this.#fromLength[0] = addressLength;
      const { recvfrom } = this.#libc.calls;
      const length = recvfrom(this.descriptor, this.#frame, frameCapacityAsSize, 0, this.#from, this.#fromLength);
      if (length < 0) return;
      if (this.#from.getUint8(10) > lastTypeForUs || !this.#isWanted(length)) continue;
      onFrame(this.#frame.subarray(0, length), this.#from.getInt32(4, true));
    }
  }

  #isWanted(length: number): boolean {
    for (const offset of this.#selection.addressOffsets) {
      if (offset + 4 <= length && this.#words.has(this.#frameView.getUint32(offset))) return true;
    }
    return false;
  }

  /** Sends a whole frame on a link; returns the error if it fails, e.g. ENETDOWN, or ENXIO on a removed link. */
  send(frame: Uint8Array, linkIndex: number): WireError | undefined {
    this.#to.setInt32(4, linkIndex, true);
    const length = BigInt(frame.length);
    const sent = this.#libc.calls.sendto(this.descriptor, frame, length, 0, this.#to, addressLength);
    return sent < 0 ? this.#libc.error(`send ${this.#selection.name} frame on link ${linkIndex}`) : undefined;
  }

  close(): void {
    this.#libc.calls.close(this.descriptor);
  }

  /**
   * Closes the socket on another thread, since the kernel waits up to 15 ms until every core is done with the socket
   * (`synchronize_net`).
   */
  async closeAside(): Promise<void> {
    await this.#libc.calls.closeAside(this.descriptor);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** `struct sockaddr_ll` for all links. */
function packetAddress(etherType: number): DataView<ArrayBuffer> {
  const address = new DataView(new ArrayBuffer(addressLength));
  address.setUint16(0, familyPacket, true);
  address.setUint16(2, etherType);
  return address;
}
