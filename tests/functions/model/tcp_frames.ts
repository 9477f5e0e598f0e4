/**
 * TCP segments as bytes. They go from 02:00:00:00:00:01, port 40000, to port 80 of the address that ends in 200.
 *
 * @module
 */

import { hex } from "./frame_arbitraries.ts";

export const flags = { fin: 0x01, syn: 0x02, rst: 0x04, ack: 0x10 } as const;

/** A segment with these bits in the byte of the flags. It has no valid checksums: the receiver does not check them. */
export function ipv4Segment(bits: number): Uint8Array {
  return hex(
    "02 00 00 00 00 0a 02 00 00 00 00 01 08 00" +
      "45 00 00 28 00 00 40 00 40 06 00 00 0a 00 00 01 0a 00 00 c8" + tcp(bits),
  );
}

export function ipv6Segment(bits: number): Uint8Array {
  return hex(
    "02 00 00 00 00 0a 02 00 00 00 00 01 86 dd 60 00 00 00 00 14 06 40" +
      "fd 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01 fd 00 00 00 00 00 00 00 00 00 00 00 00 00 02 00" + tcp(bits),
  );
}

function tcp(bits: number): string {
  return `9c 40 00 50 00 00 00 01 00 00 00 00 50 ${bits.toString(16).padStart(2, "0")} ff ff 00 00 00 00`;
}
