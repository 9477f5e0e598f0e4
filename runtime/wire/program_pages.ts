/**
 * What a start reads of the program's own file, and nothing reads again: relocations, the engine's snapshot, code that ran once.
 * It is most of what a small process has in memory.
 *
 * @module
 */

import { headerLength, programSegments } from "../../functions/model/wire/program_headers.ts";
import type { Libc } from "./libc.ts";

/** Of `getauxval(3)`: where the program's headers are in memory, and how many there are. */
const headersAt = 3n;
const headerCount = 5n;

const adviceNotNeeded = 4;
/** The largest that a kernel is built with. */
const pageBytes = 0x1_0000n;

/**
 * Gives it back to the kernel (`madvise(2)`, MADV_DONTNEED), which keeps it in its cache of the file: what is needed after all is
 * there again with the next use. Only segments that cannot be written, so there is nothing to lose.
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
