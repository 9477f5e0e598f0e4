/**
 * Reads neighbor solicitations and advertisements (RFC 4861 §4.3, §4.4) from whole Ethernet frames.
 *
 * @module
 */

import { addressText } from "../addresses/address_bytes.ts";
import { icmpv6Checksum } from "./checksum.ts";
import type { Dropped, DropReason } from "./drop_reasons.ts";
import { ethernetHeaderLength, etherTypeIPv6 } from "./ethernet.ts";
import { isGroupMac, macText } from "./mac.ts";
import { solicitedNodeMulticast } from "./ndp_multicast.ts";

interface NdpAddressing {
  readonly ethernetSource: string;
  readonly ethernetDestination: string;
  /** IPv6 source; `::` in duplicate address detection. */
  readonly source: string;
  readonly destination: string;
  /** The address that a solicitation asks for or an advertisement is about. */
  readonly target: string;
}

export interface NeighborSolicitation extends NdpAddressing {
  readonly type: "solicitation";
  /** The source link-layer address option. */
  readonly sourceMac?: string;
}

export interface NeighborAdvertisement extends NdpAddressing {
  readonly type: "advertisement";
  readonly router: boolean;
  readonly solicited: boolean;
  readonly override: boolean;
  /** The target link-layer address option. */
  readonly targetMac?: string;
}

export type NdpPacket = NeighborSolicitation | NeighborAdvertisement;

/** The offset of the target's last four bytes in a frame, for filters that run before the parser. */
export const ndpTargetTailOffset = 74;
export const ndpFrameLength = 78;

export const typeSolicitation = 135;
export const typeAdvertisement = 136;
export const optionSourceMac = 1;
export const optionTargetMac = 2;

const messageOffset = 54;
const nextHeaderIcmpv6 = 58;
const fixedMessageLength = 24;

/** Reads a frame, and makes the checks of a receiver (RFC 4861 §7.1). The frame may be any bytes. */
export function parseNdp(frame: Uint8Array): NdpPacket | Dropped {
  const bytes = icmpv6In(frame);
  if ("drop" in bytes) return bytes;
  const { source, destination, message } = bytes;
  const [type, code] = message;
  if (type !== typeSolicitation && type !== typeAdvertisement) return { drop: "NotNdp" };
  if (frame[21] !== 255) return { drop: "BadHopLimit" };
  if (message.length < fixedMessageLength) return { drop: "Truncated" };
  if (icmpv6Checksum(bytes) !== 0) return { drop: "BadChecksum" };
  if (code !== 0) return { drop: "BadCode" };
  const target = message.subarray(8, 24);
  if (target[0] === 0xff) return { drop: "MulticastTarget" };
  const options = readOptions(message.subarray(fixedMessageLength));
  if ("drop" in options) return options;
  const addressing = {
    ethernetSource: macText(frame, 6),
    ethernetDestination: macText(frame, 0),
    source: addressText(source),
    destination: addressText(destination),
    target: addressText(target),
  };
  const packet = type === typeSolicitation
    ? solicitation(addressing, options.get(optionSourceMac))
    : advertisement(addressing, { flags: message[4] ?? 0, targetMac: options.get(optionTargetMac) });
  const fault = faultOf(packet);
  return fault === undefined ? packet : { drop: fault };
}

interface Icmpv6Bytes {
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly message: Uint8Array;
}

/** Drops packets with extension headers: neighbor discovery has none, and is never fragmented (RFC 6980). */
function icmpv6In(frame: Uint8Array): Icmpv6Bytes | Dropped {
  if (frame.length < ethernetHeaderLength) return { drop: "Truncated" };
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint16(12) !== etherTypeIPv6) return { drop: "NotNdp" };
  if (frame.length <= messageOffset) return { drop: "Truncated" };
  if (view.getUint8(14) >> 4 !== 6 || view.getUint8(20) !== nextHeaderIcmpv6) return { drop: "NotNdp" };
  const end = messageOffset + view.getUint16(18);
  if (end > frame.length || end === messageOffset) return { drop: "Truncated" };
  return {
    source: frame.subarray(22, 38),
    destination: frame.subarray(38, 54),
    message: frame.subarray(messageOffset, end),
  };
}

/** The link-layer address by option type. If two options have the same type, the first one counts. */
function readOptions(bytes: Uint8Array): Map<number, string> | Dropped {
  const macs = new Map<number, string>();
  for (let offset = 0; offset < bytes.length;) {
    const type = bytes[offset] ?? 0;
    const length = (bytes[offset + 1] ?? 0) * 8;
    if (length === 0 || offset + length > bytes.length) return { drop: "BadOptionLength" };
    const carriesMac = type === optionSourceMac || type === optionTargetMac;
    if (carriesMac && length === 8 && !macs.has(type)) macs.set(type, macText(bytes, offset + 2));
    offset += length;
  }
  return macs;
}

function solicitation(addressing: NdpAddressing, sourceMac: string | undefined): NeighborSolicitation {
  return { type: "solicitation", ...addressing, ...(sourceMac !== undefined && { sourceMac }) };
}

interface AdvertisementDetails {
  readonly flags: number;
  readonly targetMac: string | undefined;
}

function advertisement(addressing: NdpAddressing, { flags, targetMac }: AdvertisementDetails): NeighborAdvertisement {
  return {
    type: "advertisement",
    ...addressing,
    router: (flags & 0x80) !== 0,
    solicited: (flags & 0x40) !== 0,
    override: (flags & 0x20) !== 0,
    ...(targetMac !== undefined && { targetMac }),
  };
}

function faultOf(packet: NdpPacket): DropReason | undefined {
  const mac = packet.type === "solicitation" ? packet.sourceMac : packet.targetMac;
  if (isGroupMac(packet.ethernetSource)) return "GroupSource";
  if (packet.source.startsWith("ff")) return "Contradiction";
  if (packet.type === "advertisement") {
    return packet.solicited && packet.destination.startsWith("ff") ? "Contradiction" : undefined;
  }
  if (mac !== undefined && isGroupMac(mac)) return "GroupSource";
  const duplicateDetection = packet.source === "::";
  const rightly = mac === undefined && packet.destination === solicitedNodeMulticast(packet.target);
  return duplicateDetection && !rightly ? "Contradiction" : undefined;
}
