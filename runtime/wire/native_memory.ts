/**
 * Native memory with a known address, for structures that contain addresses (`msghdr`, `sock_fprog`).
 *
 * @module
 */

import type { Libc } from "./libc.ts";
import { WireError } from "./wire_error.ts";

export class NativeMemory implements Disposable {
  readonly address: bigint;
  readonly #libc: Libc;

  constructor(libc: Libc, size: number) {
    const address = new BigUint64Array(1);
    if (libc.calls.posix_memalign(address, 8n, BigInt(size)) !== 0) throw new WireError("allocate memory", "ENOMEM");
    this.#libc = libc;
    this.address = address[0] ?? 0n;
  }

  write(bytes: Uint8Array, offset: number): void {
    this.#libc.calls.memcpyTo(this.address + BigInt(offset), bytes, BigInt(bytes.length));
  }

  /** Fills `into` from the bytes at `offset`. */
  read(into: Uint8Array, offset: number): void {
    this.#libc.calls.memcpyFrom(into, this.address + BigInt(offset), BigInt(into.length));
  }

  close(): void {
    this.#libc.calls.free(this.address);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
