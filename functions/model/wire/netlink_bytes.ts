/**
 * The parts of netlink messages (`netlink(7)`): attributes, numbers and text.
 *
 * @module
 */

/**
 * The value of each attribute, by type. If two attributes have the same type, the last one counts. Stops at an
 * attribute that would be longer than the rest of the bytes.
 */
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

/** Rounds a length up to a multiple of four: messages and attributes begin at such offsets. */
export function align(length: number): number {
  return (length + 3) & ~3;
}

/**
 * The signed number of 32 bits at `offset`.
 * @throws RangeError if there are too few bytes
 */
export function int32(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(offset, true);
}

/** The text up to the first zero byte. */
export function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
