import { parseArp } from "../../../functions/model/wire/arp.ts";
import type { Station } from "./segment.ts";
import type { Timeline } from "./timeline.ts";

/** After a change of an entry, Linux ignores further changes of it for a second (`locktime`). */
const lockMs = 1_000;

/** A host that has each address in its neighbour cache: it sends no ARP requests and learns from announcements. */
export class Neighbour implements Station {
  readonly mac = "02:00:00:00:00:fe";
  readonly address = "10.0.0.254";
  readonly #timeline: Timeline;
  readonly #cache = new Map<string, { readonly mac: string; readonly at: number }>();

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  cached(address: string): string | undefined {
    return this.#cache.get(address)?.mac;
  }

  frame(frame: Uint8Array): void {
    const packet = parseArp(frame);
    if ("drop" in packet || packet.senderAddress === "0.0.0.0") return;
    const { now } = this.#timeline;
    const entry = this.#cache.get(packet.senderAddress);
    if (entry === undefined || entry.mac === packet.senderMac || now - entry.at >= lockMs) {
      this.#cache.set(packet.senderAddress, { mac: packet.senderMac, at: now });
    }
  }

  datagram(): void {}
}
