/**
 * Where TCP connections begin and end (RFC 9293 §3.1), read from whole Ethernet frames.
 *
 * @module
 */

import { addressText } from "../addresses/address_bytes.ts";
import { ethernetHeaderLength, etherTypeIPv4, etherTypeIPv6 } from "./ethernet.ts";
import { isGroupMac, macText } from "./mac.ts";

/** A segment that opens a TCP connection, or by which its sender closes it. */
export interface EdgeSegment {
  readonly ethernetSource: string;
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  readonly edge: "opens" | "closes";
}

/** Each reason, with its meaning for logs. */
export const segmentDropReasons = {
  Truncated: "the frame ends before its headers",
  NotTcp: "not TCP directly in IPv4 without options or in IPv6",
  Fragment: "a later fragment, which has no TCP header",
  NoEdge: "the segment neither opens nor closes a connection",
  GroupSource: "the Ethernet source is a broadcast or multicast MAC",
} as const satisfies Record<string, string>;

export type SegmentDropReason = keyof typeof segmentDropReasons;

/** Offsets in a frame, for filters that run before the parser. */
export interface PacketLayout {
  readonly version: number;
  readonly protocol: number;
  readonly source: number;
  readonly destination: number;
  readonly ports: number;
  readonly flags: number;
}

export const ipv4Layout: PacketLayout = layout({ protocol: 9, source: 12, addressLength: 4 });
export const ipv6Layout: PacketLayout = layout({ protocol: 6, source: 8, addressLength: 16 });
export const protocolTcp = 6;
/** The first byte of an IPv4 packet without options: version 4, and a header of five words. */
export const ipv4WithoutOptions = 0x45;

const fin = 0x01;
export const syn = 0x02;
const rst = 0x04;
export const edgeFlags = fin | syn | rst;

export const fragmentOffset = ethernetHeaderLength + 6;

function layout(ip: { protocol: number; source: number; addressLength: number }): PacketLayout {
  const source = ethernetHeaderLength + ip.source;
  const ports = source + 2 * ip.addressLength;
  return {
    version: ethernetHeaderLength,
    protocol: ethernetHeaderLength + ip.protocol,
    source,
    destination: source + ip.addressLength,
    ports,
    flags: ports + 13,
  };
}

/**
 * Reads a frame. Lengths and checksums are not checked: the segment is only overheard, and may be cut after its header.
 */
export function parseEdge(frame: Uint8Array): EdgeSegment | { readonly drop: SegmentDropReason } {
  if (frame.length <= ethernetHeaderLength) return { drop: "Truncated" };
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const at = layoutOf(view);
  if (at === undefined) return { drop: "NotTcp" };
  if (frame.length <= at.flags) return { drop: "Truncated" };
  if (view.getUint8(at.protocol) !== protocolTcp) return { drop: "NotTcp" };
  if (at === ipv4Layout && (view.getUint16(fragmentOffset) & 0x1fff) !== 0) return { drop: "Fragment" };
  const flags = view.getUint8(at.flags) & edgeFlags;
  if (flags === 0) return { drop: "NoEdge" };
  const ethernetSource = macText(frame, 6);
  if (isGroupMac(ethernetSource)) return { drop: "GroupSource" };
  return {
    ethernetSource,
    source: addressText(frame.subarray(at.source, at.destination)),
    sourcePort: view.getUint16(at.ports),
    destination: addressText(frame.subarray(at.destination, at.ports)),
    destinationPort: view.getUint16(at.ports + 2),
    edge: flags === syn ? "opens" : "closes",
  };
}

function layoutOf(view: DataView): PacketLayout | undefined {
  const [etherType, version] = [view.getUint16(12), view.getUint8(ethernetHeaderLength)];
  if (etherType === etherTypeIPv4 && version === ipv4WithoutOptions) return ipv4Layout;
  if (etherType === etherTypeIPv6 && version >> 4 === 6) return ipv6Layout;
  return undefined;
}
