/**
 * Finds hosts that no node knows: sends one ARP request for every address of a small network, from this node's own
 * address.
 *
 * @module
 */

import { addressBytes, ipv4Text } from "../../functions/model/addresses/address_bytes.ts";
import { subnetsOf } from "../../functions/model/announcing/duties/home_links.ts";
import { arpProbe, parseArp } from "../../functions/model/wire/arp.ts";
import type { WireLink, WirePort } from "./wire_port.ts";

/** A larger network is not scanned: it would take too long and cause too much broadcast. */
const shortestPrefix = 22;
const listenMs = 2_000;
/** The most requests in one turn. */
const mostAtOnce = 256;

/** A host that has answered: its MAC and its address. */
export interface FoundHost {
  readonly mac: string;
  readonly host: string;
}

export class HostScan {
  readonly #wire: Pick<WirePort, "links" | "sendFrame">;
  /** When each running scan stops waiting for answers. The key is the node's own address that sends the requests. */
  readonly #asking = new Map<string, number>();

  readonly #questions: { readonly target: string; readonly own: string; readonly link: WireLink }[] = [];

  constructor(wire: Pick<WirePort, "links" | "sendFrame">) {
    this.#wire = wire;
  }

  /** This node's own addresses from which scans run. The answers are sent to these addresses. */
  get followed(): readonly string[] {
    return [...this.#asking.keys()];
  }

  /** When the next turn is due. */
  get nextAt(): number {
    return this.#questions.length > 0 ? 0 : Math.min(...this.#asking.values(), Infinity);
  }

  /** Queues the requests for the IPv4 networks that contain the address, on these links. */
  start(address: string, links: readonly string[], now: number): void {
    for (const link of this.#wire.links.filter(({ name }) => links.includes(name))) {
      for (const { own, prefix } of networksOf(link, address)) {
        this.#asking.set(own, now + listenMs);
        const targets = addressesOf(own, prefix).filter((each) => each !== address && each !== own);
        this.#questions.push(...targets.map((target) => ({ target, own, link })));
      }
    }
  }

  /** The host that answers a scan with this frame; undefined if the frame is no such answer. */
  answerIn(frame: Uint8Array): FoundHost | undefined {
    if (this.#asking.size === 0) return undefined;
    const packet = parseArp(frame);
    if ("drop" in packet || packet.operation !== "reply" || !this.#asking.has(packet.targetAddress)) return undefined;
    return { mac: packet.senderMac, host: packet.senderAddress };
  }

  turn(now: number): void {
    for (const { target, own, link } of this.#questions.splice(0, mostAtOnce)) {
      this.#wire.sendFrame(arpProbe({ address: target, mac: link.mac, sender: own }), link.name);
    }
    for (const [own, until] of this.#asking) if (now >= until) this.#asking.delete(own);
  }
}

function networksOf(link: WireLink, address: string): readonly { own: string; prefix: number }[] {
  if (address.includes(":")) return [];
  const word = wordOf(address);
  return subnetsOf([link]).filter(({ bytes, prefix }) => bytes.length === 4 && prefix >= shortestPrefix)
    .map(({ bytes, prefix }) => ({ own: ipv4Text(bytes, 0), prefix }))
    .filter(({ own, prefix }) => prefix < 32 && wordOf(own) >>> (32 - prefix) === word >>> (32 - prefix));
}

/** All addresses of the network but the first and the last. */
function addressesOf(own: string, prefix: number): readonly string[] {
  const size = 2 ** (32 - prefix);
  const first = wordOf(own) - wordOf(own) % size;
  return Array.from({ length: Math.max(0, size - 2) }, (_, index) => textOf(first + index + 1));
}

function wordOf(address: string): number {
  return addressBytes(address).reduce((word, byte) => word * 256 + byte, 0);
}

function textOf(word: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(word / 2 ** shift) % 256).join(".");
}
