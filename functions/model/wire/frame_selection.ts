/**
 * Which frames a socket receives. A filter in the kernel selects them, before any parsing, by a few bytes at fixed
 * offsets.
 *
 * @module
 */

import { arpSenderAddressOffset, arpTargetAddressOffset } from "./arp.ts";
import { etherTypeArp, etherTypeIPv4, etherTypeIPv6 } from "./ethernet.ts";
import { ndpTargetTailOffset, typeAdvertisement, typeSolicitation } from "./ndp.ts";
import type { Instruction } from "./packet_filter.ts";
import { accept, acceptIf, assemble, drop, dropUnless, dropUnlessAnyOf } from "./packet_filter.ts";
import { edgeFlags, ipv4Layout, ipv4WithoutOptions, ipv6Layout, protocolTcp } from "./tcp_segment.ts";

export interface FrameSelection {
  readonly name: "ARP" | "NDP" | "TCP" | "IP";
  readonly etherType: number;
  /**
   * Where a frame contains addresses: the offsets of their last 32 bits. The filter passes a frame if one of these
   * addresses is wanted.
   */
  readonly addressOffsets: readonly number[];
  /** Instructions that drop all other kinds of frames. */
  readonly preconditions: readonly Instruction[];
}

/** ARP frames whose sender address or target address is wanted. */
export const arpFrames: FrameSelection = {
  name: "ARP",
  etherType: etherTypeArp,
  addressOffsets: [arpTargetAddressOffset, arpSenderAddressOffset],
  preconditions: [],
};

const offsetOfNextHeader = 20;
const offsetOfHopLimit = 21;
const offsetOfIcmpv6Type = 54;

/**
 * Neighbor solicitations and advertisements about an address. They must have no extension headers, and must not come
 * from behind a router.
 */
export const ndpFrames: FrameSelection = {
  name: "NDP",
  etherType: etherTypeIPv6,
  addressOffsets: [ndpTargetTailOffset],
  preconditions: [
    ...dropUnless(offsetOfNextHeader, [58]),
    ...dropUnless(offsetOfHopLimit, [255]),
    ...dropUnless(offsetOfIcmpv6Type, [typeSolicitation, typeAdvertisement]),
  ],
};

/**
 * Segments that open or close a TCP connection to an address. Other segments are dropped, and packets with IP options
 * too.
 */
export const tcpEdges: Readonly<Record<"IPv4" | "IPv6", FrameSelection>> = {
  IPv4: {
    name: "TCP",
    etherType: etherTypeIPv4,
    addressOffsets: [ipv4Layout.destination],
    preconditions: [
      ...dropUnless(ipv4Layout.version, [ipv4WithoutOptions]),
      ...dropUnless(ipv4Layout.protocol, [protocolTcp]),
      ...dropUnlessAnyOf(ipv4Layout.flags, edgeFlags),
    ],
  },
  IPv6: {
    name: "TCP",
    etherType: etherTypeIPv6,
    addressOffsets: [ipv6Layout.destination + 12],
    preconditions: [
      ...dropUnless(ipv6Layout.protocol, [protocolTcp]),
      ...dropUnlessAnyOf(ipv6Layout.flags, edgeFlags),
    ],
  },
};

const loadWord = 0x20;
const loadByte = 0x30;
const ifEqual = 0x15;
const ifAtLeast = 0x35;
const ifAnyOf = 0x45;
const toIndex = 0x07;
const result = 0x06;
/** `SKF_AD_OFF + SKF_AD_RANDOM` */
const random = 0xffff_f038;

/** Of every `sampledPackets` packets that neither open nor close a TCP connection, the filter passes about one. */
export const sampledPackets = 32;

/**
 * Packets that show that an address is in use: segments that open or close a TCP connection, and a sample of all
 * packets. With a sample, the cost hardly grows with the traffic.
 */
export const packetsOfUse: Readonly<Record<"IPv4" | "IPv6", FrameSelection>> = {
  IPv4: {
    name: "IP",
    etherType: etherTypeIPv4,
    addressOffsets: [ipv4Layout.destination],
    preconditions: sampleOrEdge([
      [ipv4Layout.version, ipv4WithoutOptions],
      [ipv4Layout.protocol, protocolTcp],
    ], ipv4Layout.flags),
  },
  IPv6: {
    name: "IP",
    etherType: etherTypeIPv6,
    addressOffsets: [ipv6Layout.destination + 12],
    preconditions: sampleOrEdge([[ipv6Layout.protocol, protocolTcp]], ipv6Layout.flags),
  },
};

function sampleOrEdge(bytes: readonly (readonly [offset: number, value: number])[], flags: number): Instruction[] {
  return assemble([
    { code: loadWord, operand: random },
    { code: ifAtLeast, operand: 2 ** 32 / sampledPackets, jumpFalse: "goes on" },
    ...bytes.flatMap(([offset, value]) => [
      { code: loadByte, operand: offset },
      { code: ifEqual, operand: value, jumpFalse: "drop" },
    ]),
    { code: loadByte, operand: flags },
    { code: ifAnyOf, operand: edgeFlags, jumpTrue: "goes on" },
    { label: "drop", code: result, operand: 0 },
    // Next, the filter compares the address.
    { label: "goes on", code: toIndex },
  ]);
}

/** The kernel accepts at most 4096 instructions; ARP needs 2.5 of them for each address. */
const mostFilteredAddresses = 1000;

/**
 * The filter program for the kernel. With more than 1000 addresses, or with `"any"`, it passes every frame of the kind.
 * The reader of the socket compares the addresses in any case.
 *
 * @param words the last 32 bits of each address
 */
export function filterProgram(selection: FrameSelection, words: ReadonlySet<number> | "any"): Instruction[] {
  const { preconditions, addressOffsets } = selection;
  if (words === "any" || words.size > mostFilteredAddresses) return [...preconditions, accept()];
  return [...preconditions, ...addressOffsets.flatMap((offset) => acceptIf(offset, words)), drop()];
}
