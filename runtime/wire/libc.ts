/**
 * The C library, loaded by its absolute path, so that `--allow-ffi` can be limited to that path.
 *
 * This code never reads through a `Deno.UnsafePointerView`, since that needs `--allow-ffi` without a path. Some kernel
 * structures contain addresses of memory. `posix_memalign` writes such an address into a buffer, and `memcpy` copies
 * the bytes to and from it (`NativeMemory`).
 *
 * Why: docs/adr/0001-no-raw-socket.md
 *
 * @module
 */

import { causeOf } from "../ground/cause.ts";
import { getSystemErrorName } from "node:util";
import { WireError } from "./wire_error.ts";

/** The called functions. Lengths are returned as `i32`, which is wide enough and, unlike `isize`, needs no bigint. */
const functions = {
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  closeAside: { name: "close", parameters: ["i32"], result: "i32", nonblocking: true },
  bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  recvfrom: { parameters: ["i32", "buffer", "usize", "i32", "buffer", "buffer"], result: "i32" },
  recvmsgAt: { name: "recvmsg", parameters: ["i32", "usize", "i32"], result: "i32" },
  sendto: { parameters: ["i32", "buffer", "usize", "i32", "buffer", "u32"], result: "i32" },
  sendmsgAt: { name: "sendmsg", parameters: ["i32", "usize", "i32"], result: "i32" },
  eventfd: { parameters: ["u32", "i32"], result: "i32" },
  read: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  write: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  poll: { parameters: ["buffer", "u64", "i32"], result: "i32", nonblocking: true },
  posix_memalign: { parameters: ["buffer", "usize", "usize"], result: "i32" },
  free: { parameters: ["usize"], result: "void" },
  malloc_trim: { parameters: ["usize"], result: "i32" },
  getauxval: { parameters: ["usize"], result: "usize" },
  madvise: { parameters: ["usize", "usize", "i32"], result: "i32" },
  memcpyTo: { name: "memcpy", parameters: ["usize", "buffer", "usize"], result: "usize" },
  memcpyFrom: { name: "memcpy", parameters: ["buffer", "usize", "usize"], result: "usize" },
  errnoLocation: { name: "__errno_location", parameters: [], result: "usize" },
} as const satisfies Deno.ForeignLibraryInterface;

const places: Readonly<Record<string, readonly string[]>> = {
  x86_64: ["/lib/x86_64-linux-gnu/libc.so.6", "/usr/lib/x86_64-linux-gnu/libc.so.6"],
  aarch64: ["/lib/aarch64-linux-gnu/libc.so.6", "/usr/lib/aarch64-linux-gnu/libc.so.6"],
};
const placesOfOtherDistributions = ["/lib64/libc.so.6", "/usr/lib64/libc.so.6", "/usr/lib/libc.so.6"];

/** The paths at which the C library is searched. `--allow-ffi` must name the one that exists. */
export const libcPaths: readonly string[] = [...places[Deno.build.arch] ?? [], ...placesOfOtherDistributions];

type Calls = Deno.DynamicLibrary<typeof functions>["symbols"];

export class Libc implements Disposable {
  readonly calls: Calls;
  readonly #library: Deno.DynamicLibrary<typeof functions>;
  readonly #errno = new Int32Array(1);

  constructor(library: Deno.DynamicLibrary<typeof functions>) {
    this.#library = library;
    this.calls = library.symbols;
  }

  /**
   * The errno name of the last synchronous call, such as `EAGAIN`. Call it at once, since any other call overwrites it.
   */
  errorName(): string {
    this.calls.memcpyFrom(this.#errno, this.calls.errnoLocation(), 4n);
    const errno = this.#errno[0] ?? 0;
    return getSystemErrorName(-errno) ?? `errno ${errno}`;
  }

  /** The error after a failed synchronous call; `hints` contains the cure by errno. */
  error(action: string, hints: Readonly<Record<string, string>> = {}): WireError {
    const code = this.errorName();
    return new WireError(action, code, hints[code]);
  }

  /** Returns `result`, the result of the last synchronous call. @throws WireError if it is negative */
  check(result: number, action: string, hints?: Readonly<Record<string, string>>): number {
    if (result < 0) throw this.error(action, hints);
    return result;
  }

  close(): void {
    this.#library.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** @throws Error if the C library is at none of `libcPaths`, or if `--allow-ffi` allows none of them */
export function openLibc(): Libc {
  const faults: string[] = [];
  for (const path of libcPaths) {
    try {
      return new Libc(Deno.dlopen(path, functions));
    } catch (error) {
      faults.push(causeOf(error));
    }
  }
  throw new Error(`Cannot load the C library: ${faults.join("; ")}`);
}
