/**
 * An IP address as a number, so that ranges are arithmetic, with the one text that stands for it.
 *
 * @module
 */

import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import type { IPFamily } from "./kubernetes.ts";

export interface Address {
  readonly family: IPFamily;
  /** The address as an unsigned number of 32 or 128 bits. */
  readonly value: bigint;
  /** Canonical: dotted decimal, or RFC 5952. */
  readonly text: string;
}

/** How many bits an address of the family has. */
export const addressBits = { IPv4: 32, IPv6: 128 } as const satisfies Record<IPFamily, number>;

/**
 * Reads an address strictly: no leading zeros, no short forms, no zone, no blanks. Undefined: it is none.
 * An IPv4-mapped IPv6 address is the IPv4 address in it, as Kubernetes and MetalLB read it.
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
  const version = isIP(text);
  if (version === 4) return { family: "IPv4", value: BigInt(ipv4Number(text)), text };
  if (version === 0 || text.includes("%")) return undefined;
  const parsed = ipaddr.IPv6.parse(text);
  return parsed.isIPv4MappedAddress()
    ? parseAddress(parsed.toIPv4Address().toString())
    : { family: "IPv6", value: joinGroups(parsed.parts), text: parsed.toRFC5952String() };
}

/** The address of a family with this number. */
export function addressOf(family: IPFamily, value: bigint): Address {
  return { family, value, text: family === "IPv4" ? ipv4Text(Number(value)) : ipv6Text(value) };
}

/**
 * The name of the VirtualIP of an address: IPv4 as it is; IPv6 with all eight groups written out, joined by "-".
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

function ipv4Number(text: string): number {
  let whole = 0;
  let octet = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === dot) {
      whole = whole * 256 + octet;
      octet = 0;
    } else {
      octet = octet * 10 + code - zero;
    }
  }
  return whole * 256 + octet;
}

const dot = ".".charCodeAt(0);
const zero = "0".charCodeAt(0);

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
