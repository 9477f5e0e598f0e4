/**
 * The parts of which netlink messages are made (`netlink(7)`). Reading past the end gives nothing, and never throws.
 *
 * @module
 */

/** The values by type; of two of one type the last counts. A length that leads past the end finishes the list. */
export function readAttributes(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Map<number, Uint8Array>();
  for (let start = 0; start + 4 <= bytes.length;) {
    const length = view.getUint16(start, true);
    if (length < 4 || start + length > bytes.length) break;
    values.set(view.getUint16(start + 2, true) & typeMask, bytes.subarray(start + 4, start + length));
    start += align(length);
  }
  return values;
}

/** The upper two bits of a type are flags. */
const typeMask = 0x3fff;

/** Messages and attributes begin at multiples of four. */
export function align(length: number): number {
  return (length + 3) & ~3;
}

/** The signed number at `offset`; the four bytes must be there. */
export function int32(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(offset, true);
}

/** Text up to the first zero byte. */
export function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
