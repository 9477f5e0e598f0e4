/**
 * `struct msghdr` and the parts that it points to (`recvmsg(2)`), in one block of native memory:
 *
 * | offset | size | what |
 * |---|---|---|
 * | 0 | 56 | `msghdr` |
 * | 56 | 16 | `iovec` |
 * | 72 | 32 | the address of the other side |
 * | 104 | 128 | control messages |
 * | 232 | 2048 | the datagram |
 *
 * @module
 */

import type { Libc } from "./libc.ts";
import { NativeMemory } from "./native_memory.ts";

const vectorOffset = 56;
const nameOffset = 72;
const controlOffset = 104;
const dataOffset = 232;
export const datagramCapacity = 2048;
const size = dataOffset + datagramCapacity;
const nameCapacity = controlOffset - nameOffset;
const controlCapacity = dataOffset - controlOffset;
const flagTruncated = 0x20;

export interface Message {
  readonly name: Uint8Array;
  readonly control: Uint8Array;
  readonly data: Uint8Array;
}

export class MessageMemory implements Disposable {
  readonly #libc: Libc;
  readonly #memory: NativeMemory;
  readonly #bytes = new Uint8Array(size);
  readonly #view = new DataView(this.#bytes.buffer);
  readonly #controlAddress: bigint;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#memory = new NativeMemory(libc, size);
    this.#controlAddress = this.#memory.address + BigInt(controlOffset);
    this.#view.setBigUint64(0, this.#memory.address + BigInt(nameOffset), true);
    this.#view.setBigUint64(16, this.#memory.address + BigInt(vectorOffset), true);
    this.#view.setBigUint64(24, 1n, true);
    this.#view.setBigUint64(vectorOffset, this.#memory.address + BigInt(dataOffset), true);
  }

  /** The next message; undefined if there is none. Its parts are valid until the next call. */
  receive(descriptor: number): Message | "truncated" | undefined {
    this.#writeHeader({ name: nameCapacity, control: controlCapacity, data: datagramCapacity });
    this.#memory.write(this.#bytes.subarray(0, nameOffset), 0);
    const length = this.#libc.calls.recvmsgAt(descriptor, this.#memory.address, 0);
    if (length < 0) return undefined;
    this.#memory.read(this.#bytes.subarray(0, dataOffset + length), 0);
    if ((this.#view.getInt32(48, true) & flagTruncated) !== 0) return "truncated";
    return {
      name: this.#bytes.subarray(nameOffset, nameOffset + this.#view.getUint32(8, true)),
      control: this.#bytes.subarray(controlOffset, controlOffset + this.#view.getUint32(40, true)),
      data: this.#bytes.subarray(dataOffset, dataOffset + length),
    };
  }

  /** Sends a message; true if it was sent. */
  send(descriptor: number, { name, control, data }: Message): boolean {
    this.#writeHeader({ name: name.length, control: control.length, data: data.length });
    this.#bytes.set(name, nameOffset);
    this.#bytes.set(control, controlOffset);
    this.#bytes.set(data, dataOffset);
    this.#memory.write(this.#bytes.subarray(0, dataOffset + data.length), 0);
    return this.#libc.calls.sendmsgAt(descriptor, this.#memory.address, 0) >= 0;
  }

  /**
   * Writes the lengths of the parts, the pointer to the control messages (0 if there are none), and no flags. The
   * constructor writes the other pointers once.
   */
  #writeHeader(lengths: { readonly name: number; readonly control: number; readonly data: number }): void {
    const view = this.#view;
    view.setUint32(8, lengths.name, true);
    view.setBigUint64(32, lengths.control === 0 ? 0n : this.#controlAddress, true);
    view.setUint32(40, lengths.control, true);
    view.setInt32(48, 0, true);
    view.setUint32(vectorOffset + 8, lengths.data, true);
  }

  close(): void {
    this.#memory.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
