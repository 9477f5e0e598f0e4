/**
 * Which frames a socket takes from the network, told by a few bytes at fixed places and before anything is parsed.
 *
 * @module
 */

import { arpSenderAddressOffset, arpTargetAddressOffset } from "./arp.ts";
import { etherTypeArp, etherTypeIPv4, etherTypeIPv6 } from "./ethernet.ts";
import { ndpTargetTailOffset, typeAdvertisement, typeSolicitation } from "./ndp.ts";
import type { Instruction } from "./packet_filter.ts";
import { accept, acceptIf, drop, dropUnless, dropUnlessAnyOf } from "./packet_filter.ts";
import { edgeFlags, ipv4Layout, ipv4WithoutOptions, ipv6Layout, protocolTcp } from "./tcp_segment.ts";

export interface FrameSelection {
  readonly name: "ARP" | "NDP" | "TCP";
  readonly etherType: number;
  /** Where the last 32 bits of the addresses stand that make a frame interesting: one of them is enough. */
  readonly addressOffsets: readonly number[];
  /** What holds for every frame of the kind. */
  readonly preconditions: readonly Instruction[];
}

/** ARP from or about an address. */
export const arpFrames: FrameSelection = {
  name: "ARP",
  etherType: etherTypeArp,
  addressOffsets: [arpTargetAddressOffset, arpSenderAddressOffset],
  preconditions: [],
};

const offsetOfNextHeader = 20;
const offsetOfHopLimit = 21;
const offsetOfIcmpv6Type = 54;

/** Neighbor solicitations and advertisements about an address, directly in IPv6 and not from behind a router. */
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

/** What opens or closes a TCP connection to an address: the rest of it, and whatever stands behind options, does not pass. */
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

/** The kernel takes 4096 instructions; ARP needs two and a half for each address. */
const mostFilteredAddresses = 1000;

/**
 * The program for the kernel. With very many addresses, or `"any"`, it lets every frame of the kind pass, and the look
 * at `addressOffsets` is left to the socket's owner, who takes it anyway.
 */
export function filterProgram(selection: FrameSelection, words: ReadonlySet<number> | "any"): Instruction[] {
  const { preconditions, addressOffsets } = selection;
  if (words === "any" || words.size > mostFilteredAddresses) return [...preconditions, accept()];
  return [...preconditions, ...addressOffsets.flatMap((offset) => acceptIf(offset, words)), drop()];
}
