/**
 * IP addresses as the bytes in packets: four or sixteen bytes, the most significant byte first.
 *
 * @module
 */

import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { ipv4Number } from "./address.ts";

/**
 * The bytes of an address.
 *
 * @throws RangeError if the text is not an address, or has a zone
 */
export function addressBytes(address: string): Uint8Array {
  const number = ipv4Number(address);
  if (number !== undefined) return Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number);
  if (isIP(address) !== 6 || address.includes("%")) {
    throw new RangeError(`Cannot write IP address: current value is "${address}"`);
  }
  return Uint8Array.from(ipaddr.IPv6.parse(address).toByteArray());
}

/** The canonical text (RFC 5952) of four or sixteen bytes. */
export function addressText(bytes: Uint8Array): string {
  return bytes.length === 4 ? ipv4Text(bytes, 0) : ipaddr.fromByteArray(Array.from(bytes)).toString();
}

/** Dotted text of the four bytes from `offset` on. */
export function ipv4Text(bytes: Uint8Array, offset: number): string {
  return `${bytes[offset]}.${bytes[offset + 1]}.${bytes[offset + 2]}.${bytes[offset + 3]}`;
}

/** The last 32 bits of an address as an unsigned number: all of an IPv4 address, the end of an IPv6 address. */
export function lastWord(address: string): number {
  const bytes = addressBytes(address);
  return new DataView(bytes.buffer).getUint32(bytes.length - 4);
}
