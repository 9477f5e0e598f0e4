/**
 * Frees pages of the program's own file that are needed only at the start: relocations, the engine's snapshot, code
 * that ran once. They are most of the memory of a small process.
 *
 * @module
 */

import { headerLength, programSegments } from "../../functions/model/wire/program_headers.ts";
import type { Libc } from "./libc.ts";

/** Types for `getauxval(3)`: the address of the program headers, and their number. */
const headersAt = 3n;
const headerCount = 5n;

const adviceNotNeeded = 4;
/** The largest page size of any kernel build, so that ranges are aligned everywhere. */
const pageBytes = 0x1_0000n;

/**
 * Returns the pages of the program's file to the kernel (`madvise(2)`, MADV_DONTNEED). A page that is used again is
 * read from the file cache. Writable segments are kept, so no data is lost.
 */
export function giveBackProgramPages({ calls }: Libc): void {
  const at = calls.getauxval(headersAt);
  const bytes = new Uint8Array(Number(calls.getauxval(headerCount)) * headerLength);
  if (at === 0n || bytes.length === 0) return;
  calls.memcpyFrom(bytes, at, BigInt(bytes.length));
  for (const { address, length, isWritable } of programSegments(bytes, at)) {
    if (isWritable) continue;
    const from = (address + pageBytes - 1n) / pageBytes * pageBytes;
    const to = (address + length) / pageBytes * pageBytes;
    if (from < to) calls.madvise(from, to - from, adviceNotNeeded);
  }
}
