/**
 * The control message with the link of a datagram: the link on which the datagram arrived or is to be sent
 * (`IP_PKTINFO` in `ip(7)`, RFC 3542 §6.1).
 *
 * @module
 */

import type { ControlMessage } from "./control_messages.ts";

const headerLength = 16;
const levelIPv4 = 0;
const levelIPv6 = 41;
const typeIPv4 = 8;
const typeIPv6 = 50;

/** A complete `struct cmsghdr` with its content, for `msg_control`. */
export function packetInfo(family: "IPv4" | "IPv6", linkIndex: number): Uint8Array {
  const content = family === "IPv4" ? 12 : 20;
  const view = new DataView(new ArrayBuffer(Math.ceil((headerLength + content) / 8) * 8));
  view.setBigUint64(0, BigInt(headerLength + content), true);
  view.setInt32(8, family === "IPv4" ? levelIPv4 : levelIPv6, true);
  view.setInt32(12, family === "IPv4" ? typeIPv4 : typeIPv6, true);
  view.setInt32(headerLength + (family === "IPv4" ? 0 : 16), linkIndex, true);
  return new Uint8Array(view.buffer);
}

/** The index of the link in the control messages; undefined if no message has it. */
export function linkInControl(messages: readonly ControlMessage[]): number | undefined {
  for (const { level, type, content } of messages) {
    if (level === levelIPv4 && type === typeIPv4 && content.byteLength >= 12) return content.getInt32(0, true);
    if (level === levelIPv6 && type === typeIPv6 && content.byteLength >= 20) return content.getInt32(16, true);
  }
  return undefined;
}
