/**
 * Sends ARP or NDP requests for an address at a steady pace, and records every answer and every announcement.
 *
 * @module
 */

import { isIPv6 } from "../../../functions/model/addresses/address.ts";
import { arpProbe, parseArp } from "../../../functions/model/wire/arp.ts";
import { arpFrames, ndpFrames } from "../../../functions/model/wire/frame_selection.ts";
import type { Link } from "../../../functions/model/wire/link.ts";
import { parseNdp } from "../../../functions/model/wire/ndp.ts";
import { ndpProbe } from "../../../functions/model/wire/ndp_frames.ts";
import { type Libc, openLibc } from "../../wire/libc.ts";
import { LinkWatch } from "../../wire/link_watch.ts";
import { PacketSocket } from "../../wire/packet_socket.ts";
import { Poller } from "../../wire/poll.ts";
import { epochMs, writeEvent } from "./events.ts";
import { Pace } from "./pace.ts";

export interface NeighborWatchOptions {
  readonly interface: string;
  readonly everyMs: number;
}

interface Claim {
  readonly kind: "answer" | "announcement";
  readonly address: string;
  readonly mac: string;
  readonly source: string;
}

/** The unanswered requests for one address. */
interface Questions {
  askedAt: number;
  open: boolean;
  missed: number;
}

/** Never ends. */
export async function watchNeighbors(addresses: readonly string[], options: NeighborWatchOptions): Promise<never> {
  using libc = openLibc();
  const link = linkNamed(libc, options.interface);
  const open = new Map(addresses.map((address): [string, Questions] => [address, newQuestions()]));
  await using poller = new Poller(libc);
  using arp = new PacketSocket(libc, arpFrames);
  using ndp = new PacketSocket(libc, ndpFrames);
  arp.want(addresses.filter((address) => !isIPv6(address)));
  ndp.want(addresses.filter(isIPv6));
  poller.add(arp.descriptor, () => arp.drain((frame) => hear(open, claimInArp(frame, link.mac))));
  poller.add(ndp.descriptor, () => ndp.drain((frame) => hear(open, claimInNdp(frame))));

  const questions = addresses.map((address) => ({ address, frame: questionAbout(address, link) }));
  const pace = new Pace(options.everyMs, performance.now());
  for (;;) {
    await poller.wait(pace.leftMs(performance.now()));
    if (pace.leftMs(performance.now()) > 0) continue;
    pace.take(performance.now());
    for (const { address, frame } of questions) {
      (isIPv6(address) ? ndp : arp).send(frame, link.index);
      ask(open.get(address));
    }
  }
}

function newQuestions(): Questions {
  return { askedAt: 0, open: false, missed: 0 };
}

function ask(questions: Questions | undefined): void {
  if (questions === undefined) return;
  if (questions.open) questions.missed++;
  questions.open = true;
  questions.askedAt = epochMs();
}

function hear(open: ReadonlyMap<string, Questions>, claim: Claim | undefined): void {
  const questions = claim === undefined ? undefined : open.get(claim.address);
  if (claim === undefined || questions === undefined) return;
  const at = epochMs();
  const { askedAt, missed } = questions;
  writeEvent({ at, ...claim, missed, ...(askedAt > 0 && { afterMs: at - askedAt }) });
  if (claim.kind === "announcement") return;
  questions.open = false;
  questions.missed = 0;
}

function claimInArp(frame: Uint8Array, ownMac: string): Claim | undefined {
  const packet = parseArp(frame);
  if ("drop" in packet || packet.ethernetSource === ownMac || packet.senderAddress === "0.0.0.0") return undefined;
  const kind = packet.operation === "reply" && packet.ethernetDestination === ownMac ? "answer" : "announcement";
  return { kind, address: packet.senderAddress, mac: packet.senderMac, source: packet.ethernetSource };
}

function claimInNdp(frame: Uint8Array): Claim | undefined {
  const packet = parseNdp(frame);
  if ("drop" in packet || packet.type !== "advertisement") return undefined;
  const kind = packet.solicited ? "answer" : "announcement";
  const { target, targetMac = packet.ethernetSource, ethernetSource } = packet;
  return { kind, address: target, mac: targetMac, source: ethernetSource };
}

/** An ordinary request, with this host's own address as its sender. It is no probe. */
function questionAbout(address: string, link: Link & { readonly mac: string }): Uint8Array {
  const own = (scope: string, wanted: (address: string) => boolean): { source?: string; sender?: string } => {
    const found = link.addresses.find((one) => one.scope === scope && wanted(one.address))?.address;
    return found === undefined ? {} : { source: found, sender: found };
  };
  return isIPv6(address)
    ? ndpProbe({ address, mac: link.mac, ...own("link", isIPv6) })
    : arpProbe({ address, mac: link.mac, ...own("global", (one) => !isIPv6(one)) });
}

/** The link with this name. Throws if there is none, or if it has no MAC. */
export function linkNamed(libc: Libc, name: string): Link & { readonly mac: string } {
  using watch = new LinkWatch(libc);
  const link = [...watch.links.values()].find((one) => one.name === name);
  if (link?.mac === undefined) throw new Error(`Cannot use interface ${name}: there is none that has a MAC`);
  return { ...link, mac: link.mac };
}
