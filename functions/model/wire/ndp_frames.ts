/**
 * Writes neighbor solicitations and advertisements as whole Ethernet frames.
 *
 * @module
 */

import { addressBytes } from "../addresses/address_bytes.ts";
import type { Claim, Redirection } from "./arp.ts";
import { icmpv6Checksum } from "./checksum.ts";
import { ethernetFrame, etherTypeIPv6 } from "./ethernet.ts";
import { macBytes } from "./mac.ts";
import type { NdpPacket, NeighborSolicitation } from "./ndp.ts";
import { optionSourceMac, optionTargetMac, typeAdvertisement, typeSolicitation } from "./ndp.ts";
import { allNodes, multicastMac, solicitedNodeMulticast } from "./ndp_multicast.ts";

/**
 * The frame for a packet.
 *
 * @throws RangeError if an address or a MAC cannot be written
 */
export function ndpFrame(packet: NdpPacket): Uint8Array {
  const option = packet.type === "solicitation"
    ? macOption(optionSourceMac, packet.sourceMac)
    : macOption(optionTargetMac, packet.targetMac);
  const message = new Uint8Array(24 + option.length);
  message[0] = packet.type === "solicitation" ? typeSolicitation : typeAdvertisement;
  message[4] = flagsOf(packet);
  message.set(ipv6Bytes(packet.target), 8);
  message.set(option, 24);
  return ethernetFrame({
    destination: packet.ethernetDestination,
    source: packet.ethernetSource,
    etherType: etherTypeIPv6,
  }, ipv6Packet(packet, message));
}

function macOption(type: number, mac: string | undefined): Uint8Array {
  return mac === undefined ? new Uint8Array() : Uint8Array.of(type, 1, ...macBytes(mac));
}

function flagsOf(packet: NdpPacket): number {
  if (packet.type === "solicitation") return 0;
  return (packet.router ? 0x80 : 0) | (packet.solicited ? 0x40 : 0) | (packet.override ? 0x20 : 0);
}

function ipv6Packet(addressing: { source: string; destination: string }, message: Uint8Array): Uint8Array {
  const source = ipv6Bytes(addressing.source);
  const destination = ipv6Bytes(addressing.destination);
  new DataView(message.buffer).setUint16(2, icmpv6Checksum({ source, destination, message }));
  const packet = new Uint8Array(40 + message.length);
  packet[0] = 6 << 4;
  new DataView(packet.buffer).setUint16(4, message.length);
  packet[6] = 58;
  packet[7] = 255;
  packet.set(source, 8);
  packet.set(destination, 24);
  packet.set(message, 40);
  return packet;
}

function ipv6Bytes(address: string): Uint8Array {
  const bytes = addressBytes(address);
  if (bytes.length !== 16) throw new RangeError(`Cannot write NDP packet: ${address} is not an IPv6 address`);
  return bytes;
}

export interface NdpAnswer {
  /**
   * The MAC that the asking host learns: that of this interface, of the holder, or of the node that serves the host.
   */
  readonly mac: string;
  /** The MAC of the interface that sends the frame. */
  readonly ethernetSource: string;
  /**
   * The IPv6 source. Absent: the requested address. Some programs (such as ndisc6) refuse an answer about a global
   * address if it comes from a link-local address.
   */
  readonly source?: string;
}

/**
 * The answer to a solicitation. It goes to the host that asked, or to all nodes if that host has no address yet (RFC
 * 4861 §7.2.4).
 */
export function ndpReply(request: NeighborSolicitation, answer: NdpAnswer): Uint8Array {
  const solicited = request.source !== "::";
  return ndpFrame({
    type: "advertisement",
    ethernetSource: answer.ethernetSource,
    ethernetDestination: solicited ? request.sourceMac ?? request.ethernetSource : multicastMac(allNodes),
    source: answer.source ?? request.target,
    destination: solicited ? request.source : allNodes,
    target: request.target,
    router: false,
    solicited,
    override: true,
    targetMac: answer.mac,
  });
}

/** Gives all nodes on the link the MAC of an address (RFC 4861 §7.2.6). */
export function unsolicitedAdvertisement(claim: Claim & { readonly source?: string }): Uint8Array {
  return advertisementTo(multicastMac(allNodes), claim.mac, claim);
}

/** Gives one host the MAC of an address, in a multicast packet to a single MAC (RFC 6085 allows this). */
export function ndpRedirection({ to, ethernetSource, ...claim }: Redirection): Uint8Array {
  return advertisementTo(to, ethernetSource, claim);
}

/**
 * A solicitation to one host for its own address, with the shared address as the source. From a solicitation for its
 * own address, a host stores the source's MAC, even if it has no entry yet (RFC 4861 §7.2.3).
 *
 * @param host the host's own address
 */
export function ndpIntroduction({ address, mac, to, ethernetSource }: Redirection, host: string): Uint8Array {
  return ndpFrame({
    type: "solicitation",
    ethernetSource,
    ethernetDestination: to,
    source: address,
    destination: host,
    target: host,
    sourceMac: mac,
  });
}

/**
 * Gives one host the MAC of an address, as a solicited answer, so that the host's neighbor entry becomes REACHABLE at
 * once (RFC 4861 §7.2.5).
 */
export function ndpConfirmation({ address, mac, to, ethernetSource }: Redirection, host: string): Uint8Array {
  return ndpFrame({
    type: "advertisement",
    ethernetSource,
    ethernetDestination: to,
    source: address,
    destination: host,
    target: address,
    router: false,
    solicited: true,
    override: true,
    targetMac: mac,
  });
}

function advertisementTo(
  ethernetDestination: string,
  ethernetSource: string,
  { address, mac, source = address }: Claim & { readonly source?: string },
): Uint8Array {
  return ndpFrame({
    type: "advertisement",
    ethernetSource,
    ethernetDestination,
    source,
    destination: allNodes,
    target: address,
    router: false,
    solicited: false,
    override: true,
    targetMac: mac,
  });
}

export interface NdpQuestion {
  readonly address: string;
  /** The MAC of the interface that asks. */
  readonly mac: string;
  /** The interface's link-local address. Absent: `::`, as in duplicate address detection (RFC 4862 §5.4.2). */
  readonly source?: string;
}

/** A solicitation for an address on the link. */
export function ndpProbe({ address, mac, source = "::" }: NdpQuestion): Uint8Array {
  const destination = solicitedNodeMulticast(address);
  return ndpFrame({
    type: "solicitation",
    ethernetSource: mac,
    ethernetDestination: multicastMac(destination),
    source,
    destination,
    target: address,
    ...(source !== "::" && { sourceMac: mac }),
  });
}
