/**
 * The frames that the announcer sends of itself, and what it reads from those of others.
 *
 * @module
 */

import { isIPv6 } from "../../functions/model/addresses/address.ts";
import { arpProbe, arpRedirection, gratuitousArp, parseArp, type Redirection } from "../../functions/model/wire/arp.ts";
import { parseNdp } from "../../functions/model/wire/ndp.ts";
import { ndpProbe, ndpRedirection, unsolicitedAdvertisement } from "../../functions/model/wire/ndp_frames.ts";
import type { OnLink } from "../../functions/model/announcing/situation.ts";
import type { WireLink, WirePort } from "./wire_port.ts";

/** Says that this link has the address: gratuitous ARP as request and as reply, since hosts differ in which they heed. */
export function announcementFrames(address: string, link: WireLink): readonly Uint8Array[] {
  const claim = { address, mac: link.mac };
  if (isIPv6(address)) return [unsolicitedAdvertisement(claim)];
  return [gratuitousArp(claim, "request"), gratuitousArp(claim, "reply")];
}

/** Asks who has the address. */
export function probeFrames(address: string, link: WireLink): readonly Uint8Array[] {
  if (!isIPv6(address)) return [arpProbe({ address, mac: link.mac })];
  return [ndpProbe({ address, mac: link.mac, ...(link.linkLocal !== undefined && { source: link.linkLocal }) })];
}

/** Says to one host that another node has the address. */
export function redirectionFrame(redirection: Redirection): Uint8Array {
  return isIPv6(redirection.address) ? ndpRedirection(redirection) : arpRedirection(redirection);
}

/** Sends what is to be said of an address on a link, unless that has gone. */
export function sendFrames(
  wire: WirePort,
  on: OnLink,
  framesOf: (address: string, link: WireLink) => readonly Uint8Array[],
): void {
  const link = wire.links.find((each) => each.name === on.link);
  if (link === undefined) return;
  for (const frame of framesOf(on.address, link)) wire.sendFrame(frame, link.name);
}

/** Who says in this frame that it has which address; undefined when the frame says nothing of the kind. */
export function speakerIn(frame: Uint8Array): { readonly address: string; readonly mac: string } | undefined {
  const arp = parseArp(frame);
  if (!("drop" in arp)) {
    return arp.senderAddress === "0.0.0.0" ? undefined : { address: arp.senderAddress, mac: arp.senderMac };
  }
  const ndp = parseNdp(frame);
  if ("drop" in ndp || ndp.type !== "advertisement") return undefined;
  return { address: ndp.target, mac: ndp.targetMac ?? ndp.ethernetSource };
}
