/**
 * The multicast groups of neighbor discovery.
 *
 * @module
 */

import { addressBytes, addressText } from "../addresses/address_bytes.ts";
import { macText } from "./mac.ts";

export const allNodes = "ff02::1";

const solicitedNodePrefix = addressBytes("ff02::1:ff00:0");

/**
 * The group that a host with this IPv6 address listens to (RFC 4291 §2.7.1).
 *
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(solicitedNodeMulticast("2001:db8::1:800:200e:8c6c"), "ff02::1:ff0e:8c6c");
 * ```
 */
export function solicitedNodeMulticast(address: string): string {
  const group = Uint8Array.from(solicitedNodePrefix);
  group.set(addressBytes(address).subarray(13), 13);
  return addressText(group);
}

/** The MAC address to which frames for an IPv6 group go (RFC 2464 §7). */
export function multicastMac(group: string): string {
  return macText(Uint8Array.of(0x33, 0x33, ...addressBytes(group).subarray(12)));
}
