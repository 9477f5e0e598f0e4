/**
 * The frames that an announcer sends unasked, and the parser for the sender of a received frame.
 *
 * @module
 */

import type { OnLink } from "../../functions/model/announcing/liveness/probe.ts";
import { isIPv6 } from "../../functions/model/addresses/address.ts";
import {
  arpIntroduction,
  arpProbe,
  arpRedirection,
  gratuitousArp,
  parseArp,
  type Redirection,
} from "../../functions/model/wire/arp.ts";
import { parseNdp } from "../../functions/model/wire/ndp.ts";
import {
  ndpConfirmation,
  ndpIntroduction,
  ndpProbe,
  ndpRedirection,
  unsolicitedAdvertisement,
} from "../../functions/model/wire/ndp_frames.ts";
import type { WireLink, WirePort } from "./wire_port.ts";

/**
 * Announces that this link has the address. IPv6: an unsolicited advertisement. IPv4: gratuitous ARP as request and as
 * reply, since some hosts accept only one of them. A probe follows: it reveals a host that has the same address and
 * never announces it.
 */
export function announcementFrames(address: string, link: WireLink): readonly Uint8Array[] {
  const claim = { address, mac: link.mac };
  const said = isIPv6(address)
    ? [unsolicitedAdvertisement(claim)]
    : [gratuitousArp(claim, "request"), gratuitousArp(claim, "reply")];
  return [...said, ...probeFrames(address, link)];
}

/** The ARP requests or neighbor solicitations that probe which host has the address. */
export function probeFrames(address: string, link: WireLink): readonly Uint8Array[] {
  if (!isIPv6(address)) return [arpProbe({ address, mac: link.mac })];
  return [ndpProbe({ address, mac: link.mac, ...(link.linkLocal !== undefined && { source: link.linkLocal }) })];
}

/**
 * The frames that move one host to another MAC, whatever the state of its neighbor entry. IPv4: a request for the
 * host's own address, then an ARP reply that the host did not ask for (RFC 826). IPv6: a solicitation, then the
 * solicited advertisement (RFC 4861). If no address of the host is known, the result is one frame: the reply, or an
 * advertisement.
 *
 * @param hosts the host's own addresses; the first two are used, in case the host has lost one
 */
export function moveFrames(move: Redirection, hosts: readonly string[]): readonly Uint8Array[] {
  const known = hosts.slice(0, 2);
  if (!isIPv6(move.address)) return [...known.map((host) => arpIntroduction(move, host)), arpRedirection(move)];
  const told = known.flatMap((host) => [ndpIntroduction(move, host), ndpConfirmation(move, host)]);
  return known.length === 0 ? [ndpRedirection(move)] : told;
}

/** Sends the frames about an address on a link, if the link still exists. */
export function sendFrames(
  wire: WirePort,
  on: OnLink,
  framesOf: (address: string, link: WireLink) => readonly Uint8Array[],
): void {
  const link = wire.links.find((each) => each.name === on.link);
  if (link === undefined) return;
  for (const frame of framesOf(on.address, link)) wire.sendFrame(frame, link.name);
}

/** The address and the MAC that a frame's sender claims; undefined if the frame claims none. */
export function senderIn(frame: Uint8Array): { readonly address: string; readonly mac: string } | undefined {
  const arp = parseArp(frame);
  if (!("drop" in arp)) {
    return arp.senderAddress === "0.0.0.0" ? undefined : { address: arp.senderAddress, mac: arp.senderMac };
  }
  const ndp = parseNdp(frame);
  if ("drop" in ndp || ndp.type !== "advertisement") return undefined;
  return { address: ndp.target, mac: ndp.targetMac ?? ndp.ethernetSource };
}
