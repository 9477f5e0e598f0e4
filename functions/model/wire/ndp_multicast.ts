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
 * The solicited-node group of an IPv6 address (RFC 4291 §2.7.1): hosts that ask for the address send to this group.
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

/** The MAC address of an IPv6 multicast group (RFC 2464 §7). */
export function multicastMac(group: string): string {
  return macText(Uint8Array.of(0x33, 0x33, ...addressBytes(group).subarray(12)));
}
