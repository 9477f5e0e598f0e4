/**
 * Where the parts of a running program are in memory, by its headers (`elf(5)`, `Elf64_Phdr`). Little-endian.
 *
 * @module
 */

export interface ProgramSegment {
  readonly address: bigint;
  readonly length: bigint;
  readonly isWritable: boolean;
}

/** Of each. */
export const headerLength = 56;

const typeLoad = 1;
const typeHeaders = 6;
const flagWritable = 2;

/** The segments that are loaded; none when the headers do not tell where they were to be themselves: then nothing is known. */
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
