/**
 * A frame in; the frame that answers it, or why it is not answered.
 *
 * @module
 */

import { arpReply, parseArp } from "../wire/arp.ts";
import type { DropReason } from "../wire/drop_reasons.ts";
import { etherTypeArp } from "../wire/ethernet.ts";
import { isGroupMac } from "../wire/mac.ts";
import { parseNdp } from "../wire/ndp.ts";
import { ndpReply } from "../wire/ndp_frames.ts";
import type { AnswerTable } from "./situation.ts";

/** The link on which a frame came. */
export interface AnsweringLink {
  readonly name: string;
  readonly mac: string;
}

export type Answer =
  | { readonly reply: Uint8Array; readonly address: string }
  | { readonly drop: DropReason; readonly address?: string };

/** Answers ARP requests (RFC 826, probes of RFC 5227 included) and neighbor solicitations (RFC 4861 §7.2.4). */
export function answer(frame: Uint8Array, link: AnsweringLink, table: AnswerTable): Answer {
  const etherType = (frame[12] ?? 0) << 8 | (frame[13] ?? 0);
  return etherType === etherTypeArp ? answerArp(frame, link, table) : answerNdp(frame, link, table);
}

function answerArp(frame: Uint8Array, link: AnsweringLink, table: AnswerTable): Answer {
  const packet = parseArp(frame);
  if ("drop" in packet) return packet;
  if (packet.operation !== "request") return { drop: "NotRequest" };
  const address = packet.targetAddress;
  const mac = macFor(address, link, table);
  if (typeof mac !== "string") return mac;
  const destination = packet.ethernetDestination;
  if (!isGroupMac(destination) && destination !== link.mac) return { drop: "OtherEthernetDestination", address };
  if (packet.senderAddress === address) return { drop: "NotRequest", address };
  return { reply: arpReply(packet, { mac, ethernetSource: link.mac }), address };
}

function answerNdp(frame: Uint8Array, link: AnsweringLink, table: AnswerTable): Answer {
  const packet = parseNdp(frame);
  if ("drop" in packet) return packet;
  if (packet.type !== "solicitation") return { drop: "NotRequest" };
  const address = packet.target;
  const mac = macFor(address, link, table);
  if (typeof mac !== "string") return mac;
  const destination = packet.ethernetDestination;
  if (!isGroupMac(destination) && destination !== link.mac) return { drop: "OtherEthernetDestination", address };
  return { reply: ndpReply(packet, { mac, ethernetSource: link.mac }), address };
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
