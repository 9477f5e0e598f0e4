/**
 * What property tests of packets draw from.
 *
 * @module
 */

import fc from "fast-check";
import { addressText } from "../../../functions/model/addresses/address_bytes.ts";
import { macText } from "../../../functions/model/wire/mac.ts";

/** How often a parser is tried on bytes from nowhere: few times among the other tests, as often as is promised by `deno task fuzz`. */
export const fuzzing = { numRuns: Number(Deno.env.get("FUZZ_RUNS") ?? 5_000) };

export const macs = bytesOf(6).map((bytes) => macText(bytes));
export const ipv4Addresses = bytesOf(4).map(addressText);
export const ipv6Addresses = bytesOf(16).map(addressText);

function bytesOf(length: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: length, maxLength: length });
}

/** Noise, and a good frame with some bytes changed and its end cut or grown: the second gets further into a parser. */
export function nearlyFrames(good: Uint8Array): fc.Arbitrary<Uint8Array> {
  const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 });
  const changed = fc.tuple(changes, fc.nat(good.length), fc.uint8Array({ maxLength: 40 })).map(([edits, end, tail]) => {
    const frame = Uint8Array.of(...good.subarray(0, end === 0 ? undefined : end), ...tail);
    for (const [offset, byte] of edits) if (offset < frame.length) frame[offset] = byte;
    return frame;
  });
  return fc.oneof(fc.uint8Array({ maxLength: 200 }), changed);
}

/** Bytes from their hexadecimal text; spaces are for the reader. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.replaceAll(" ", "").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
