/**
 * ARP for IPv4 over Ethernet (RFC 826): reads and writes whole frames.
 *
 * @module
 */

import { addressBytes, ipv4Text } from "../addresses/address_bytes.ts";
import type { Dropped } from "./drop_reasons.ts";
import { ethernetFrame, ethernetHeaderLength, etherTypeArp } from "./ethernet.ts";
import { broadcastMac, isGroupMac, macBytes, macText, zeroMac } from "./mac.ts";

export type ArpOperation = "request" | "reply";

export interface ArpPacket {
  readonly operation: ArpOperation;
  readonly ethernetSource: string;
  readonly ethernetDestination: string;
  readonly senderMac: string;
  /** `0.0.0.0` in a probe (RFC 5227 §1.1). */
  readonly senderAddress: string;
  readonly targetMac: string;
  readonly targetAddress: string;
}

/** Offsets of the addresses in a frame, for filters that run before the parser. */
export const arpSenderAddressOffset = 28;
export const arpTargetAddressOffset = 38;
export const arpFrameLength = 42;

const hardwareEthernet = 1;
const protocolIPv4 = 0x0800;
const operationNumbers = { request: 1, reply: 2 } as const;

/**
 * Reads a frame, with or without padding. A frame with a group MAC as its Ethernet source is dropped. A request whose
 * ARP sender has a group MAC is dropped too, since the answer would go to many hosts. A reply with such a sender is
 * accepted: some server clusters use it.
 */
export function parseArp(frame: Uint8Array): ArpPacket | Dropped {
  if (frame.length < ethernetHeaderLength) return { drop: "Truncated" };
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint16(12) !== etherTypeArp) return { drop: "NotArp" };
  if (frame.length < arpFrameLength) return { drop: "Truncated" };
  const sizes = view.getUint16(18);
  if (view.getUint16(14) !== hardwareEthernet || view.getUint16(16) !== protocolIPv4 || sizes !== 0x0604) {
    return { drop: "NotEthernetIPv4" };
  }
  const operation = operationOf(view.getUint16(20));
  if (operation === undefined) return { drop: "UnknownOperation" };
  const ethernetSource = macText(frame, 6);
  const senderMac = macText(frame, 22);
  if (isGroupMac(ethernetSource) || (operation === "request" && isGroupMac(senderMac))) return { drop: "GroupSource" };
  return {
    operation,
    ethernetSource,
    ethernetDestination: macText(frame, 0),
    senderMac,
    senderAddress: ipv4Text(frame, arpSenderAddressOffset),
    targetMac: macText(frame, 32),
    targetAddress: ipv4Text(frame, arpTargetAddressOffset),
  };
}

function operationOf(number: number): ArpOperation | undefined {
  if (number === operationNumbers.request) return "request";
  if (number === operationNumbers.reply) return "reply";
  return undefined;
}

/**
 * The frame for a packet.
 *
 * @throws RangeError if an address or a MAC cannot be written
 */
export function arpFrame(packet: ArpPacket): Uint8Array {
  const payload = new Uint8Array(arpFrameLength - ethernetHeaderLength);
  const view = new DataView(payload.buffer);
  view.setUint16(0, hardwareEthernet);
  view.setUint16(2, protocolIPv4);
  view.setUint16(4, 0x0604);
  view.setUint16(6, operationNumbers[packet.operation]);
  payload.set(macBytes(packet.senderMac), 8);
  payload.set(ipv4Bytes(packet.senderAddress), 14);
  payload.set(macBytes(packet.targetMac), 18);
  payload.set(ipv4Bytes(packet.targetAddress), 24);
  return ethernetFrame({
    destination: packet.ethernetDestination,
    source: packet.ethernetSource,
    etherType: etherTypeArp,
  }, payload);
}

function ipv4Bytes(address: string): Uint8Array {
  const bytes = addressBytes(address);
  if (bytes.length !== 4) throw new RangeError(`Cannot write ARP packet: ${address} is not an IPv4 address`);
  return bytes;
}

export interface ArpAnswer {
  /**
   * The MAC that the asking host learns: that of this interface, of the holder, or of the node that serves the host.
   */
  readonly mac: string;
  /** The MAC of the interface that sends the frame. */
  readonly ethernetSource: string;
}

/** The reply to a request. It is sent only to the host that asked. */
export function arpReply(request: ArpPacket, answer: ArpAnswer): Uint8Array {
  return arpFrame({
    operation: "reply",
    ethernetSource: answer.ethernetSource,
    ethernetDestination: request.senderMac,
    senderMac: answer.mac,
    senderAddress: request.targetAddress,
    targetMac: request.senderMac,
    targetAddress: request.senderAddress,
  });
}

export interface ArpQuestion {
  readonly address: string;
  /** The MAC of the interface that asks. */
  readonly mac: string;
  /** The sender's address. Absent: `0.0.0.0`, for a probe, which changes no cache (RFC 5227 §2.1.1). */
  readonly sender?: string;
}

/** A broadcast request for an address. */
export function arpProbe(question: ArpQuestion): Uint8Array {
  return arpFrame({
    operation: "request",
    ethernetSource: question.mac,
    ethernetDestination: broadcastMac,
    senderMac: question.mac,
    senderAddress: question.sender ?? "0.0.0.0",
    targetMac: zeroMac,
    targetAddress: question.address,
  });
}

export interface Claim {
  readonly address: string;
  readonly mac: string;
}

/** A host that must learn the MAC of a new holder, and the interface of this node that sends the frame. */
export interface Redirection extends Claim {
  /** The MAC of the host that learns. */
  readonly to: string;
  readonly ethernetSource: string;
}

/**
 * A reply that gives one host the MAC of an address. Its sender and its target have the same address and the same MAC.
 * Linux treats such a reply as gratuitous (`arp_is_garp`), so the host accepts it at any time.
 */
export function arpRedirection({ address, mac, to, ethernetSource }: Redirection): Uint8Array {
  return arpFrame({
    operation: "reply",
    ethernetSource,
    ethernetDestination: to,
    senderMac: mac,
    senderAddress: address,
    targetMac: mac,
    targetAddress: address,
  });
}

/**
 * A request to one host for its own address, with the shared address as the sender. From a request for its own address,
 * a host always stores the sender's MAC, even if it has no entry yet (RFC 826, "packet reception"). The host's answers
 * then go to that MAC.
 *
 * @param host the host's own address
 */
export function arpIntroduction({ address, mac, to, ethernetSource }: Redirection, host: string): Uint8Array {
  return arpFrame({
    operation: "request",
    ethernetSource,
    ethernetDestination: to,
    senderMac: mac,
    senderAddress: address,
    targetMac: zeroMac,
    targetAddress: host,
  });
}

/**
 * Gives all hosts the MAC of an address. Sender address and target address are the same (RFC 5944 §4.6), as in MetalLB.
 */
export function gratuitousArp(claim: Claim, operation: ArpOperation): Uint8Array {
  return arpFrame({
    operation,
    ethernetSource: claim.mac,
    ethernetDestination: broadcastMac,
    senderMac: claim.mac,
    senderAddress: claim.address,
    targetMac: broadcastMac,
    targetAddress: claim.address,
  });
}
