/**
 * Answers ARP and NDP frames: returns the reply to one frame, or the reason why there is none.
 *
 * @module
 */

import { arpReply, parseArp } from "../../wire/arp.ts";
import type { DropReason } from "../../wire/drop_reasons.ts";
import { etherTypeArp } from "../../wire/ethernet.ts";
import { isGroupMac } from "../../wire/mac.ts";
import { parseNdp } from "../../wire/ndp.ts";
import { ndpReply } from "../../wire/ndp_frames.ts";
import type { AnswerTable } from "./situation.ts";

/** This node's link on which the frame arrived. */
export interface AnsweringLink {
  readonly name: string;
  readonly mac: string;
}

/** `reply` is an Ethernet frame to send on the same link. `address` is the address in the request. */
export type Answer =
  | { readonly reply: Uint8Array; readonly address: string }
  | { readonly drop: DropReason; readonly address?: string };

/** The sender of an ARP request or neighbor solicitation. */
export interface Asker {
  readonly mac: string;
  /** Its own address; absent: the host has none yet. */
  readonly host?: string;
  readonly link: string;
  /**
   * True if the request is unicast to this node: the host checks whether an entry of its neighbor table is still right.
   */
  readonly confirms: boolean;
}

/** The MAC in the answer to each host, for shared addresses. */
export interface SharedAnswers {
  has(address: string): boolean;
  /** Undefined: another node answers. */
  macFor(address: string, asker: Asker): string | undefined;
}

export const nothingShared: SharedAnswers = { has: () => false, macFor: () => undefined };

/**
 * Answers ARP requests (RFC 826), ARP probes (RFC 5227) and neighbor solicitations (RFC 4861 §7.2.4).
 *
 * @param frame an Ethernet frame, which may be any bytes
 */
export function answer(
  frame: Uint8Array,
  link: AnsweringLink,
  table: AnswerTable,
  shared: SharedAnswers = nothingShared,
): Answer {
  const etherType = (frame[12] ?? 0) << 8 | (frame[13] ?? 0);
  const tables = { table, shared };
  return etherType === etherTypeArp ? answerArp(frame, link, tables) : answerNdp(frame, link, tables);
}

interface Tables {
  readonly table: AnswerTable;
  readonly shared: SharedAnswers;
}

function answerArp(frame: Uint8Array, link: AnsweringLink, { table, shared }: Tables): Answer {
  const packet = parseArp(frame);
  if ("drop" in packet) return packet;
  if (packet.operation !== "request") return { drop: "NotRequest" };
  const address = packet.targetAddress;
  const mac = macFor(address, link, table);
  if (typeof mac !== "string") return mac;
  const destination = packet.ethernetDestination;
  if (!isGroupMac(destination) && destination !== link.mac) return { drop: "OtherEthernetDestination", address };
  if (packet.senderAddress === address) return { drop: "NotRequest", address };
  const asker = askerOf(packet.senderMac, packet.senderAddress, { link: link.name, destination });
  const told = shared.has(address) ? shared.macFor(address, asker) : mac;
  if (told === undefined) return { drop: "OtherNode", address };
  return { reply: arpReply(packet, { mac: told, ethernetSource: link.mac }), address };
}

function answerNdp(frame: Uint8Array, link: AnsweringLink, { table, shared }: Tables): Answer {
  const packet = parseNdp(frame);
  if ("drop" in packet) return packet;
  if (packet.type !== "solicitation") return { drop: "NotRequest" };
  const address = packet.target;
  const mac = macFor(address, link, table);
  if (typeof mac !== "string") return mac;
  const destination = packet.ethernetDestination;
  if (!isGroupMac(destination) && destination !== link.mac) return { drop: "OtherEthernetDestination", address };
  const asker = askerOf(packet.sourceMac ?? packet.ethernetSource, packet.source, { link: link.name, destination });
  const told = shared.has(address) ? shared.macFor(address, asker) : mac;
  if (told === undefined) return { drop: "OtherNode", address };
  return { reply: ndpReply(packet, { mac: told, ethernetSource: link.mac }), address };
}

function askerOf(
  mac: string,
  host: string,
  { link, destination }: { readonly link: string; readonly destination: string },
): Asker {
  const isUnspecified = host === "0.0.0.0" || host === "::";
  return { mac, ...(!isUnspecified && { host }), link, confirms: !isGroupMac(destination) };
}

function macFor(
  address: string,
  link: AnsweringLink,
  table: AnswerTable,
): string | Extract<Answer, { drop: DropReason }> {
  const macs = table.get(address);
  if (macs === undefined) return { drop: "NotAnnounced", address };
  return macs[link.name] ?? { drop: "OtherInterface", address };
}
