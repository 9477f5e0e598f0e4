/**
 * One packet socket for all links (`packet(7)`): whole Ethernet frames, past the host's firewall and routing.
 *
 * @module
 */

import { lastWord } from "../../functions/model/addresses/address_bytes.ts";
import type { FrameSelection } from "../../functions/model/wire/frame_selection.ts";
import { filterProgram } from "../../functions/model/wire/frame_selection.ts";
import { filterBytes } from "../../functions/model/wire/packet_filter.ts";
import type { Libc } from "./libc.ts";
import { NativeMemory } from "./native_memory.ts";
import {
  closeOnExec,
  familyPacket,
  levelSocket,
  nonblocking,
  optionAttachFilter,
  optionReceiveBuffer,
  typeRaw,
} from "./socket_constants.ts";
import type { WireError } from "./wire_error.ts";

/** The frame is valid during the call alone: the next one comes into the same memory. */
export type OnFrame = (frame: Uint8Array, linkIndex: number) => void;

const frameCapacity = 2048;
const frameCapacityAsSize = BigInt(frameCapacity);
const addressLength = 20;
const instructionBytes = 8;
/** `pkttype` of frames to this host, to all, and to a group. Above are those to others, as with a VLAN unknown here. */
const lastTypeForUs = 2;
const receiveBufferBytes = 1 << 20;

export class PacketSocket implements Disposable {
  readonly descriptor: number;
  readonly #libc: Libc;
  readonly #selection: FrameSelection;
  /** The words that are looked for, by address: read once for each. */
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
      // Bound only now, so that nothing has come in past the filter.
      libc.check(libc.calls.bind(this.descriptor, this.#to, addressLength), "bind packet socket");
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** From now on, frames about these addresses are given out and no others. */
  want(addresses: Iterable<string>): void {
    const wordOf = new Map<string, number>();
    for (const each of addresses) wordOf.set(each, this.#wordOf.get(each) ?? lastWord(each));
    this.#wordOf = wordOf;
    this.#words = new Set(wordOf.values());
    const exact = filterBytes(filterProgram(this.#selection, this.#words));
    if (this.#attach(exact) === undefined) return;
    const error = this.#attach(filterBytes(filterProgram(this.#selection, "any")));
    if (error !== undefined) throw error;
    // Filters may take so much memory and no more (`net.core.optmem_max`): now that the last one is gone, it may suffice.
    this.#attach(exact);
  }

  /** @param bytes of `filterBytes` */
  #attach(bytes: Uint8Array): WireError | undefined {
    using instructions = new NativeMemory(this.#libc, bytes.length);
    instructions.write(bytes, 0);
    const header = new DataView(new ArrayBuffer(16));
    header.setUint16(0, bytes.length / instructionBytes, true);
    header.setBigUint64(8, instructions.address, true);
    const { setsockopt } = this.#libc.calls;
    const failed = setsockopt(this.descriptor, levelSocket, optionAttachFilter, header, 16) < 0;
    return failed ? this.#libc.error("attach filter to packet socket") : undefined;
  }

  /** Gives out what has come in, at most `most` frames, so that a flood leaves time for other things. */
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

  /** Sends a whole frame on a link; returns what went wrong, such as ENETDOWN or ENXIO on a link that has gone. */
  send(frame: Uint8Array, linkIndex: number): WireError | undefined {
    this.#to.setInt32(4, linkIndex, true);
    const length = BigInt(frame.length);
    const sent = this.#libc.calls.sendto(this.descriptor, frame, length, 0, this.#to, addressLength);
    return sent < 0 ? this.#libc.error(`send ${this.#selection.name} frame on link ${linkIndex}`) : undefined;
  }

  close(): void {
    this.#libc.calls.close(this.descriptor);
  }

  /** Off the main thread: the kernel waits for every core to be done with the socket (`synchronize_net`), for 15 ms at times. */
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
