/**
 * Why a frame gets no answer. The parsers return the reasons of the first group, `answer.ts` those of the second.
 *
 * @module
 */

/** Each reason, with its meaning in words for logs and metrics. */
export const dropReasons = {
  Truncated: "the frame is shorter than its headers, or than its length fields require",
  NotArp: "the EtherType is not ARP",
  NotNdp: "not a neighbor solicitation or advertisement directly after the IPv6 header",
  NotEthernetIPv4: "ARP for other hardware than Ethernet or another protocol than IPv4",
  UnknownOperation: "the ARP operation is neither request nor reply",
  GroupSource: "the sender gives a broadcast or multicast MAC as its own",
  BadHopLimit: "the hop limit is not 255, so it may have crossed a router",
  BadChecksum: "the ICMPv6 checksum does not match",
  BadCode: "the ICMPv6 code is not 0",
  BadOptionLength: "an option has length 0, or is longer than the rest of the frame",
  MulticastTarget: "the target is a multicast address",
  Contradiction: "source, destination, flags and options contradict each other",

  NotRequest: "a reply or an advertisement, which needs no answer",
  OtherEthernetDestination: "the Ethernet destination is another host",
  NotAnnounced: "the address is not announced by this node",
  OtherNode: "the address is shared, and another node answers this host",
  OtherInterface: "the address is announced, but not on this interface",
} as const satisfies Record<string, string>;

export type DropReason = keyof typeof dropReasons;

export interface Dropped {
  readonly drop: DropReason;
}
