/**
 * Why a frame is not answered. Parsers name the first group, whoever answers names the second.
 *
 * @module
 */

/** Each reason with what was found: for logs and counters. */
export const dropReasons = {
  Truncated: "the frame ends before its headers or its own length fields say",
  NotArp: "the EtherType is not ARP",
  NotNdp: "not a neighbor solicitation or advertisement directly in IPv6",
  NotEthernetIPv4: "ARP for other hardware than Ethernet or another protocol than IPv4",
  UnknownOperation: "the ARP operation is neither request nor reply",
  GroupSource: "the sender gives a broadcast or multicast MAC as its own",
  BadHopLimit: "the hop limit is not 255, so it may have crossed a router",
  BadChecksum: "the ICMPv6 checksum does not match",
  BadCode: "the ICMPv6 code is not 0",
  BadOptionLength: "an option has no length or one past the end",
  MulticastTarget: "the target is a multicast address",
  Contradiction: "source, destination, flags and options contradict each other",

  NotRequest: "a reply or an advertisement, to which there is no answer",
  OtherEthernetDestination: "the Ethernet destination is another host",
  NotAnnounced: "the address is not announced by this node",
  OtherInterface: "the address is announced, but not on this interface",
} as const satisfies Record<string, string>;

export type DropReason = keyof typeof dropReasons;

export interface Dropped {
  readonly drop: DropReason;
}
