/**
 * `struct sockaddr_in` and `sockaddr_in6` (`ip(7)`, `ipv6(7)`). The port and the address are in network byte
 * order. The family and the scope are in the host's byte order, which is little-endian on all supported processors.
 *
 * @module
 */

import { addressBytes, addressText } from "../addresses/address_bytes.ts";

export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

const familyIPv4 = 2;
const familyIPv6 = 10;

/** The bytes of a socket address. `linkIndex` is the scope of an IPv6 link-local address. */
export function socketAddressBytes({ address, port }: SocketAddress, linkIndex = 0): Uint8Array {
  const bytes = addressBytes(address);
  const isIPv4 = bytes.length === 4;
  const view = new DataView(new ArrayBuffer(isIPv4 ? 16 : 28));
  view.setUint16(0, isIPv4 ? familyIPv4 : familyIPv6, true);
  view.setUint16(2, port);
  const structure = new Uint8Array(view.buffer);
  structure.set(bytes, isIPv4 ? 4 : 8);
  if (!isIPv4) view.setUint32(24, linkIndex, true);
  return structure;
}

/** Reads a socket address; undefined if the bytes are of another family or too short. */
export function parseSocketAddress(bytes: Uint8Array): SocketAddress | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 16) return undefined;
  const family = view.getUint16(0, true);
  const port = view.getUint16(2);
  if (family === familyIPv4) return { address: addressText(bytes.subarray(4, 8)), port };
  if (family !== familyIPv6 || bytes.length < 28) return undefined;
  return { address: addressText(bytes.subarray(8, 24)), port };
}
