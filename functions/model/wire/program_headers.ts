/**
 * Where the segments of a running program are in memory, as its headers describe them (`elf(5)`, `Elf64_Phdr`,
 * little-endian).
 *
 * @module
 */

export interface ProgramSegment {
  readonly address: bigint;
  readonly length: bigint;
  readonly isWritable: boolean;
}

/** The length of each header, in bytes. */
export const headerLength = 56;

const typeLoad = 1;
const typeHeaders = 6;
const flagWritable = 2;

/**
 * The loaded segments. Empty without a `PT_PHDR` header: the load offset is the difference between `headersAt` and the
 * address in that header.
 */
export function programSegments(headers: Uint8Array, headersAt: bigint): readonly ProgramSegment[] {
  const view = new DataView(headers.buffer, headers.byteOffset, headers.byteLength);
  const starts = Array.from({ length: Math.floor(headers.length / headerLength) }, (_, index) => index * headerLength);
  const own = starts.find((start) => view.getUint32(start, true) === typeHeaders);
  if (own === undefined) return [];
  const base = headersAt - view.getBigUint64(own + 16, true);
  return starts.filter((start) => view.getUint32(start, true) === typeLoad).map((start) => ({
    address: base + view.getBigUint64(start + 16, true),
    length: view.getBigUint64(start + 40, true),
    isWritable: (view.getUint32(start + 4, true) & flagWritable) !== 0,
  }));
}
