/**
 * Arbitrary packets for property tests.
 *
 * @module
 */

import fc from "fast-check";
import { addressText } from "../../../functions/model/addresses/address_bytes.ts";
import { macText } from "../../../functions/model/wire/mac.ts";

/** The number of random inputs for each parser: 5,000 in the ordinary tests, 100,000 in `deno task fuzz`. */
export const fuzzing = { numRuns: Number(Deno.env.get("FUZZ_RUNS") ?? 5_000) };

export const macs = bytesOf(6).map((bytes) => macText(bytes));
export const ipv4Addresses = bytesOf(4).map(addressText);
export const ipv6Addresses = bytesOf(16).map(addressText);

function bytesOf(length: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: length, maxLength: length });
}

/**
 * Random bytes, or a valid frame with some bytes changed and its end cut or extended. A parser reads further into a
 * changed frame than into random bytes.
 */
export function nearlyFrames(good: Uint8Array): fc.Arbitrary<Uint8Array> {
  const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 });
  const changed = fc.tuple(changes, fc.nat(good.length), fc.uint8Array({ maxLength: 40 })).map(([edits, end, tail]) => {
    const frame = Uint8Array.of(...good.subarray(0, end === 0 ? undefined : end), ...tail);
    for (const [offset, byte] of edits) if (offset < frame.length) frame[offset] = byte;
    return frame;
  });
  return fc.oneof(fc.uint8Array({ maxLength: 200 }), changed);
}

/** Bytes from hexadecimal text; spaces are ignored. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.replaceAll(" ", "").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
