/**
 * The C library, loaded by absolute path so that `--allow-ffi` can name just that file.
 *
 * Nothing here reads through a pointer, which would need unscoped `--allow-ffi`: where the kernel wants a structure that
 * holds addresses, they are numbers from `posix_memalign`, and `memcpy` moves bytes there and back (`NativeMemory`).
 *
 * @module
 */

import { getSystemErrorName } from "node:util";
import { WireError } from "./wire_error.ts";

/** Lengths come back as `i32`, which holds them all and, unlike `isize`, costs no bigint. */
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

/** Where the C library is looked for: the values for `--allow-ffi`, of which one is enough. */
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

  /** Why the synchronous call just made failed, such as `EAGAIN`. Any call in between spoils it. */
  errorName(): string {
    this.calls.memcpyFrom(this.#errno, this.calls.errnoLocation(), 4n);
    const errno = this.#errno[0] ?? 0;
    return getSystemErrorName(-errno) ?? `errno ${errno}`;
  }

  /** The error to throw or return after a failed synchronous call; `hints` say by errno what would cure it. */
  error(action: string, hints: Readonly<Record<string, string>> = {}): WireError {
    const code = this.errorName();
    return new WireError(action, code, hints[code]);
  }

  /** @throws WireError if `result`, what the synchronous call just made returned, is a failure */
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

/** @throws Error if the C library is at none of `libcPaths` or `--allow-ffi` names none of them */
export function openLibc(): Libc {
  const faults: string[] = [];
  for (const path of libcPaths) {
    try {
      return new Libc(Deno.dlopen(path, functions));
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(`Cannot load the C library: ${faults.join("; ")}`);
}
