/**
 * Reads the IP packet in a whole Ethernet frame: which host sent the packet, and whether the packet opens or closes a
 * connection.
 *
 * @module
 */

import { addressText } from "../addresses/address_bytes.ts";
import { ethernetHeaderLength, etherTypeIPv4, etherTypeIPv6 } from "./ethernet.ts";
import { isGroupMac, macText } from "./mac.ts";
import {
  edgeFlags,
  fragmentOffset,
  ipv4Layout,
  ipv4WithoutOptions,
  ipv6Layout,
  type PacketLayout,
  protocolTcp,
  syn,
} from "./tcp_segment.ts";

export interface Packet {
  readonly ethernetSource: string;
  readonly source: string;
  readonly destination: string;
  /** Absent: the packet is not TCP, or it has no TCP header at the usual offset (IP options, a later fragment). */
  readonly segment?: {
    readonly sourcePort: number;
    readonly destinationPort: number;
    readonly edge: "opens" | "closes" | "goesOn";
  };
}

/**
 * Reads a packet that is only overheard: lengths and checksums are not checked. Undefined: the frame is too short, or
 * is not an IP packet from a single host.
 */
export function parsePacket(frame: Uint8Array): Packet | undefined {
  if (frame.length <= ethernetHeaderLength) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const etherType = view.getUint16(12);
  const at = etherType === etherTypeIPv4 ? ipv4Layout : etherType === etherTypeIPv6 ? ipv6Layout : undefined;
  const ethernetSource = macText(frame, 6);
  if (at === undefined || frame.length < at.ports || isGroupMac(ethernetSource)) return undefined;
  const segment = segmentIn(view, at);
  return {
    ethernetSource,
    source: addressText(frame.subarray(at.source, at.destination)),
    destination: addressText(frame.subarray(at.destination, at.ports)),
    ...(segment !== undefined && { segment }),
  };
}

function segmentIn(view: DataView, at: PacketLayout): Packet["segment"] | undefined {
  if (view.byteLength <= at.flags || view.getUint8(at.protocol) !== protocolTcp) return undefined;
  // With IP options, the ports are at another offset.
  if (at === ipv4Layout && view.getUint8(at.version) !== ipv4WithoutOptions) return undefined;
  if (at === ipv4Layout && (view.getUint16(fragmentOffset) & 0x1fff) !== 0) return undefined;
  const flags = view.getUint8(at.flags) & edgeFlags;
  return {
    sourcePort: view.getUint16(at.ports),
    destinationPort: view.getUint16(at.ports + 2),
    edge: flags === 0 ? "goesOn" : flags === syn ? "opens" : "closes",
  };
}
