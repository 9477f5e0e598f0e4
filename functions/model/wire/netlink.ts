/**
 * Linux's messages about links and addresses (`netlink(7)`, `rtnetlink(7)`). Numbers are little-endian, as
 * on x86_64 and aarch64.
 *
 * @module
 */

import { addressText } from "../addresses/address_bytes.ts";
import type { Link, LinkAddress, Master } from "./link.ts";
import { macText } from "./mac.ts";
import { align, int32, readAttributes, text } from "./netlink_bytes.ts";

export type NetlinkMessage =
  | { readonly type: "link"; readonly link: LinkFacts }
  | { readonly type: "linkGone"; readonly index: number }
  | { readonly type: "address"; readonly index: number; readonly address: LinkAddress }
  | { readonly type: "addressGone"; readonly index: number; readonly address: LinkAddress }
  /** The list changed while the kernel wrote it, so entries may be missing. */
  | { readonly type: "interrupted" }
  /** The end of a list. */
  | { readonly type: "done" }
  | { readonly type: "error"; readonly errno: number }
  | NetlinkDropped;

/** An ignored message, with the reason. */
export interface NetlinkDropped {
  readonly type: "dropped";
  readonly reason: keyof typeof netlinkDropReasons;
}

/** Each reason, with its meaning for logs. */
export const netlinkDropReasons = {
  Truncated: "the message is shorter than a header, or than its length fields require",
  UnknownType: "neither about links nor about addresses, nor the end of a list or an error",
  BridgePort: "a bridge's message about one of its ports; the link itself has not changed",
  Nameless: "a link without name",
  AddressLength: "no address, or one whose length does not fit its family",
} as const satisfies Record<string, string>;

/** A link without its addresses: these come in separate messages. */
export type LinkFacts = Omit<Link, "addresses">;

const errorMessage = 2;
const doneMessage = 3;
const newLink = 16;
const deletedLink = 17;
const newAddress = 20;
const deletedAddress = 21;
export const getLinks = 18;
export const getAddresses = 22;

const headerLength = 16;
const flagRequest = 0x001;
const flagDump = 0x300;
const flagInterrupted = 0x010;

/**
 * The message that requests the list of all links (`getLinks`) or of all addresses (`getAddresses`) from the kernel.
 */
export function dumpRequest(type: typeof getLinks | typeof getAddresses): Uint8Array {
  const view = new DataView(new ArrayBuffer(headerLength + 16));
  view.setUint32(0, view.byteLength, true);
  view.setUint16(4, type, true);
  view.setUint16(6, flagRequest | flagDump, true);
  return new Uint8Array(view.buffer);
}

/**
 * Reads the messages of one `recv`. Never throws: an unknown or truncated message becomes a dropped one, with a reason.
 */
export function parseNetlink(bytes: Uint8Array): NetlinkMessage[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const messages: NetlinkMessage[] = [];
  for (let start = 0; start < bytes.length;) {
    const length = start + headerLength > bytes.length ? 0 : view.getUint32(start, true);
    if (length < headerLength || start + length > bytes.length) return [...messages, dropped("Truncated")];
    const flags = view.getUint16(start + 6, true);
    const body = bytes.subarray(start + headerLength, start + length);
    const message = readMessage(view.getUint16(start + 4, true), body);
    if ((flags & flagInterrupted) !== 0) messages.push({ type: "interrupted" });
    messages.push(message);
    start += align(length);
  }
  return messages;
}

function dropped(reason: NetlinkDropped["reason"]): NetlinkDropped {
  return { type: "dropped", reason };
}

function readMessage(type: number, body: Uint8Array): NetlinkMessage {
  switch (type) {
    case doneMessage:
      return { type: "done" };
    case errorMessage:
      return body.length < 4 ? dropped("Truncated") : { type: "error", errno: -int32(body, 0) };
    case newLink:
    case deletedLink:
      return readLink(type, body);
    case newAddress:
    case deletedAddress:
      return readAddress(type, body);
    default:
      return dropped("UnknownType");
  }
}

const flagUp = 0x1;
const flagBroadcast = 0x2;
const flagRunning = 0x40;
const flagNoArp = 0x80;
const flagLowerUp = 0x10000;
const carrier = flagUp | flagRunning | flagLowerUp;

const linkMac = 1;
const linkName = 3;
const linkMaster = 10;
const linkInfo = 18;
const infoKind = 1;
const infoMasterKind = 4;

/** Ignores messages of a bridge about its ports: they look like new and deleted links, but have another family. */
function readLink(type: number, body: Uint8Array): NetlinkMessage {
  if (body.length < 16) return dropped("Truncated");
  if (body[0] !== 0) return dropped("BridgePort");
  const index = int32(body, 4);
  if (type === deletedLink) return { type: "linkGone", index };
  const flags = int32(body, 8);
  const attributes = readAttributes(body.subarray(16));
  const name = attributes.get(linkName);
  if (name === undefined) return dropped("Nameless");
  const info = readAttributes(attributes.get(linkInfo) ?? new Uint8Array());
  const mac = attributes.get(linkMac);
  const kind = info.get(infoKind);
  const master = readMaster(attributes.get(linkMaster), info.get(infoMasterKind));
  const link: LinkFacts = {
    index,
    name: text(name),
    ...(mac?.length === 6 && { mac: macText(mac) }),
    up: (flags & carrier) === carrier,
    arp: (flags & flagNoArp) === 0,
    broadcast: (flags & flagBroadcast) !== 0,
    ...(kind !== undefined && { kind: text(kind) }),
    ...(master !== undefined && { master }),
  };
  return { type: "link", link };
}

function readMaster(index: Uint8Array | undefined, kind: Uint8Array | undefined): Master | undefined {
  if (index?.length !== 4) return undefined;
  return { index: int32(index, 0), ...(kind !== undefined && { kind: text(kind) }) };
}

const addressOfPeer = 1;
const addressLocal = 2;
const familyLengths: ReadonlyMap<number, number> = new Map([[2, 4], [10, 16]]);
const scopeLink = 253;
const scopeHost = 254;

function readAddress(type: number, body: Uint8Array): NetlinkMessage {
  if (body.length < 8) return dropped("Truncated");
  const [family = 0, prefix = 0, , scope = 0] = body;
  const attributes = readAttributes(body.subarray(8));
  const bytes = attributes.get(addressLocal) ?? attributes.get(addressOfPeer);
  if (bytes === undefined || bytes.length !== familyLengths.get(family)) return dropped("AddressLength");
  const address = { address: addressText(bytes), prefix, scope: scopeName(scope) };
  return { type: type === newAddress ? "address" : "addressGone", index: int32(body, 4), address };
}

function scopeName(scope: number): LinkAddress["scope"] {
  if (scope === scopeLink) return "link";
  return scope === scopeHost ? "host" : "global";
}
