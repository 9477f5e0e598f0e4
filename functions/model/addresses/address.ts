/**
 * An IP address as a number, for arithmetic on ranges, with its canonical text.
 *
 * @module
 */

import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import type { IPFamily } from "../kubernetes.ts";

export interface Address {
  readonly family: IPFamily;
  /** The address as an unsigned number of 32 or 128 bits. */
  readonly value: bigint;
  /** Canonical: dotted decimal, or RFC 5952. */
  readonly text: string;
}

/** The length of an address of each family, in bits. */
export const addressBits = { IPv4: 32, IPv6: 128 } as const satisfies Record<IPFamily, number>;

/**
 * Reads an address strictly: IPv4 only as four octets without leading zeros, IPv6 only without a zone. Returns
 * undefined for any other text. An IPv4-mapped IPv6 address is read as the IPv4 address in it, as Kubernetes and
 * MetalLB do.
 *
 * ```ts
 * import { parseAddress } from "./address.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseAddress("10.0.0.1"), { family: "IPv4", value: 167772161n, text: "10.0.0.1" });
 * assert.equal(parseAddress("FC00:0::1")?.text, "fc00::1");
 * assert.equal(parseAddress("::ffff:10.0.0.1")?.text, "10.0.0.1");
 * assert.equal(parseAddress("fe80::1%eth0"), undefined);
 * assert.equal(parseAddress("010.0.0.1"), undefined);
 * ```
 */
export function parseAddress(text: unknown): Address | undefined {
  if (typeof text !== "string") return undefined;
  const number = ipv4Number(text);
  if (number !== undefined) return { family: "IPv4", value: BigInt(number), text };
  if (isIP(text) !== 6 || text.includes("%")) return undefined;
  const parsed = ipaddr.IPv6.parse(text);
  return parsed.isIPv4MappedAddress()
    ? parseAddress(parsed.toIPv4Address().toString())
    : { family: "IPv6", value: joinGroups(parsed.parts), text: parsed.toRFC5952String() };
}

/**
 * The family of an address, by its form; undefined if the text is not an address. Cheaper than `parseAddress`, but less
 * strict: an IPv6 address with a zone and an IPv4-mapped address both count as IPv6.
 */
export function familyOf(text: unknown): IPFamily | undefined {
  if (typeof text !== "string") return undefined;
  return ipv4Number(text) !== undefined ? "IPv4" : isIP(text) === 6 ? "IPv6" : undefined;
}

/** True if the address is IPv6. The caller makes sure that the address is valid. */
export function isIPv6(address: string): boolean {
  return address.includes(":");
}

/** The address with this numeric value. */
export function addressOf(family: IPFamily, value: bigint): Address {
  return { family, value, text: family === "IPv4" ? ipv4Text(Number(value)) : ipv6Text(value) };
}

/**
 * The name of the VirtualIP of an address. IPv4: the address itself. IPv6: all eight groups, joined by "-".
 *
 * ```ts
 * import { virtualIPName } from "./address.ts";
 * import assert from "node:assert/strict";
 * assert.equal(virtualIPName("172.16.16.201"), "172.16.16.201");
 * assert.equal(virtualIPName("fc00::1"), "fc00-0-0-0-0-0-0-1");
 * ```
 */
export function virtualIPName(address: string): string {
  const parsed = parseAddress(address);
  if (parsed === undefined) return address;
  return parsed.family === "IPv4" ? parsed.text : groupsOf(parsed.value).map((group) => group.toString(16)).join("-");
}

/**
 * An IPv4 address as one number. Undefined if the text is not four decimal octets without leading zeros. Every pass
 * reads the address of every Service, and this parser is faster than `ipaddr.js`.
 */
export function ipv4Number(text: string): number | undefined {
  let whole = 0;
  let octet = -1;
  let dots = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === dot) {
      if (octet < 0 || ++dots > 3) return undefined;
      whole = whole * 256 + octet;
      octet = -1;
    } else {
      if (code < zero || code > nine || octet === 0) return undefined;
      octet = Math.max(octet, 0) * 10 + code - zero;
      if (octet > 255) return undefined;
    }
  }
  return dots === 3 && octet >= 0 ? whole * 256 + octet : undefined;
}

const dot = ".".charCodeAt(0);
const zero = "0".charCodeAt(0);
const nine = "9".charCodeAt(0);

function ipv4Text(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

function ipv6Text(value: bigint): string {
  return new ipaddr.IPv6(groupsOf(value)).toRFC5952String();
}

function joinGroups(groups: readonly number[]): bigint {
  return groups.reduce((whole, group) => (whole << 16n) | BigInt(group), 0n);
}

function groupsOf(value: bigint): number[] {
  return Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(16 * (7 - index))) & 0xffffn));
}
