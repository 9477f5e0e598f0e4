/**
 * The control message that tells on which link a datagram came, or shall go (`IP_PKTINFO` in `ip(7)`, RFC 3542 §6.1).
 *
 * @module
 */

const headerLength = 16;
const levelIPv4 = 0;
const levelIPv6 = 41;
const typeIPv4 = 8;
const typeIPv6 = 50;

/** A whole `struct cmsghdr` with its content, as it stands in `msg_control`. */
export function packetInfo(family: "IPv4" | "IPv6", linkIndex: number): Uint8Array {
  const content = family === "IPv4" ? 12 : 20;
  const view = new DataView(new ArrayBuffer(Math.ceil((headerLength + content) / 8) * 8));
  view.setBigUint64(0, BigInt(headerLength + content), true);
  view.setInt32(8, family === "IPv4" ? levelIPv4 : levelIPv6, true);
  view.setInt32(12, family === "IPv4" ? typeIPv4 : typeIPv6, true);
  view.setInt32(headerLength + (family === "IPv4" ? 0 : 16), linkIndex, true);
  return new Uint8Array(view.buffer);
}

/** The link named by the first control message; undefined when it names none. */
export function linkInPacketInfo(control: Uint8Array): number | undefined {
  if (control.length < headerLength + 12) return undefined;
  const view = new DataView(control.buffer, control.byteOffset, control.byteLength);
  const level = view.getInt32(8, true);
  const type = view.getInt32(12, true);
  if (level === levelIPv4 && type === typeIPv4) return view.getInt32(headerLength, true);
  const isIPv6 = level === levelIPv6 && type === typeIPv6 && control.length >= headerLength + 20;
  return isIPv6 ? view.getInt32(headerLength + 16, true) : undefined;
}
