import { arpReply, gratuitousArp, parseArp } from "../../../functions/model/wire/arp.ts";
import type { Segment, Station } from "./segment.ts";
import type { Timeline } from "./timeline.ts";

const everyMs = 25;

/** A host without the key of the heartbeats. It claims an address with the MAC of a node, or with its own. */
export class Impostor implements Station {
  readonly mac = "02:00:00:00:00:66";
  readonly address = "10.0.0.66";
  readonly #timeline: Timeline;
  readonly #segment: Segment;
  #claim: { readonly address: string; readonly mac: string } | undefined;

  constructor(timeline: Timeline, segment: Segment) {
    this.#timeline = timeline;
    this.#segment = segment;
    segment.attach(this);
  }

  /** From now on, claims the address in broadcasts and in answers. */
  begin(address: string, mac: string): void {
    this.answer(address, mac);
    this.#turn();
  }

  /** From now on, answers for the address, but does not announce it. */
  answer(address: string, mac: string): void {
    this.#claim = { address, mac };
  }

  end(): void {
    this.#claim = undefined;
  }

  frame(frame: Uint8Array): void {
    const packet = parseArp(frame);
    if (this.#claim === undefined || "drop" in packet || packet.targetAddress !== this.#claim.address) return;
    if (packet.operation !== "request") return;
    this.#segment.sendFrame(this, arpReply(packet, { mac: this.#claim.mac, ethernetSource: this.mac }));
  }

  datagram(): void {}

  #turn(): void {
    if (this.#claim === undefined) return;
    this.#segment.sendFrame(this, gratuitousArp(this.#claim, "reply"));
    this.#timeline.after(everyMs, () => this.#turn());
  }
}
