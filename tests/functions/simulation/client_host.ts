import { ethernetFrame, etherTypeIPv4 } from "../../../functions/model/wire/ethernet.ts";
import { addressBytes } from "../../../functions/model/addresses/address_bytes.ts";
import { arpFrame, type ArpPacket, arpProbe, arpReply, parseArp } from "../../../functions/model/wire/arp.ts";
import { isGroupMac } from "../../../functions/model/wire/mac.ts";
import { parsePacket } from "../../../functions/model/wire/traffic.ts";
import type { Segment, Station } from "./segment.ts";
import type { Timeline } from "./timeline.ts";

/** After a change of an entry, Linux ignores an ordinary reply for a second (`locktime`). */
const lockMs = 1_000;
/** A host repeats a request or a SYN after a second. */
const againMs = 1_000;
/** After 5 s without an answer, a host asks the MAC in its entry by unicast, three times. Then it asks all hosts. */
const delayMs = 5_000;
const probes = 3;

/** A question to all hosts, and the MACs in the answers. */
export interface Question {
  readonly at: number;
  readonly answers: { readonly mac: string; readonly at: number }[];
}

/** The host's MAC for the address has changed. */
export interface Turn {
  readonly at: number;
  readonly from: string | undefined;
  readonly to: string;
}

/**
 * A host that uses an address over TCP. Its kernel stores the MAC of the address, confirms it by unicast when its
 * packets get no answer, and asks all hosts only if it has no MAC.
 */
export class ClientHost implements Station {
  readonly mac: string;
  readonly address: string;
  readonly questions: Question[] = [];
  readonly turns: Turn[] = [];
  /** Frames about the address that went to a broadcast or multicast MAC, without probes. */
  broadcasts = 0;
  /** True once the host has sent traffic to the address and got an answer. */
  isServed = false;
  readonly #target: string;
  readonly #timeline: Timeline;
  readonly #segment: Segment;
  #entry: { readonly mac: string; readonly changedAt: number } | undefined;
  #lastMac: string | undefined;
  #port = 10_000;
  /** The port of the connection that waits for an answer. */
  #waiting: { readonly port: number; readonly since: number } | undefined;
  #probing = false;

  constructor(number: number, target: string, { timeline, segment }: { timeline: Timeline; segment: Segment }) {
    this.mac = `02:aa:00:00:00:${number.toString(16).padStart(2, "0")}`;
    this.address = `10.0.0.${100 + number}`;
    this.#target = target;
    this.#timeline = timeline;
    this.#segment = segment;
    segment.attach(this);
  }

  /** The MAC that the host has for the address. */
  get cached(): string | undefined {
    return this.#entry?.mac;
  }

  /** Opens a connection, and closes it when the node has answered. */
  use(): void {
    if (this.#waiting !== undefined) return;
    this.#waiting = { port: ++this.#port, since: this.#timeline.now };
    this.#send(this.#waiting.port);
  }

  /** The entry ages out: the next packet needs a question to all hosts. */
  forget(): void {
    this.#entry = undefined;
  }

  frame(frame: Uint8Array): void {
    const packet = parseArp(frame);
    if (!("drop" in packet)) return this.#hear(packet);
    const segment = parsePacket(frame)?.segment;
    if (segment === undefined || segment.destinationPort !== this.#waiting?.port) return;
    this.#waiting = undefined;
    this.isServed = true;
    this.#packet(segment.destinationPort, fin | ack);
  }

  datagram(): void {}

  #send(port: number): void {
    if (this.#waiting?.port !== port) return;
    if (this.#entry === undefined) this.#ask();
    else this.#packet(port, syn);
    if (this.#timeline.now - this.#waiting.since >= delayMs && !this.#probing) this.#probe(probes);
    this.#timeline.after(againMs, () => this.#send(port));
  }

  #ask(): void {
    this.questions.push({ at: this.#timeline.now, answers: [] });
    this.#segment.sendFrame(this, arpProbe({ address: this.#target, mac: this.mac, sender: this.address }));
  }

  #probe(left: number): void {
    this.#probing = this.#waiting !== undefined && left > 0;
    const entry = this.#entry;
    if (this.#waiting === undefined || entry === undefined) return;
    if (left === 0) return this.forget();
    const question = { address: this.#target, mac: this.mac, sender: this.address };
    const request = arpProbe(question);
    const packet = parseArp(request);
    if (!("drop" in packet)) {
      this.#segment.sendFrame(this, arpFrame({ ...packet, ethernetDestination: entry.mac }));
    }
    this.#timeline.after(againMs, () => this.#probing && this.#probe(left - 1));
  }

  #hear(packet: ArpPacket): void {
    if (packet.operation === "request" && packet.targetAddress === this.address) {
      this.#segment.sendFrame(this, arpReply(packet, { mac: this.mac, ethernetSource: this.mac }));
    }
    if (packet.senderAddress !== this.#target) return;
    if (isGroupMac(packet.ethernetDestination)) {
      this.broadcasts++;
      return;
    }
    const { now } = this.#timeline;
    const isAnswer = packet.operation === "reply" && packet.targetAddress === this.address;
    if (isAnswer) {
      this.questions.at(-1)?.answers.push({ mac: packet.senderMac, at: now });
      this.#probing = false;
      if (this.#entry !== undefined && now - this.#entry.changedAt < lockMs) return;
    } else if (this.#entry === undefined && packet.operation === "reply") return;
    this.#learn(packet.senderMac);
  }

  #learn(mac: string): void {
    const { now } = this.#timeline;
    if (this.#lastMac !== mac) this.turns.push({ at: now, from: this.#lastMac, to: mac });
    if (this.#entry?.mac !== mac) this.#entry = { mac, changedAt: now };
    this.#lastMac = mac;
    if (this.#waiting !== undefined) this.#packet(this.#waiting.port, syn);
  }

  #packet(port: number, flags: number): void {
    if (this.#entry === undefined) return;
    const ends = { source: this.address, destination: this.#target, sourcePort: port, destinationPort: 80 };
    this.#segment.sendFrame(this, tcpFrame({ ...ends, from: this.mac, to: this.#entry.mac, flags }));
  }
}

export const [fin, syn, ack] = [0x01, 0x02, 0x10] as const;

export interface TcpFrame {
  readonly from: string;
  readonly to: string;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly flags: number;
}

/** A TCP segment without data and without valid checksums. */
export function tcpFrame({ from, to, source, destination, sourcePort, destinationPort, flags }: TcpFrame): Uint8Array {
  const payload = new Uint8Array(40);
  const view = new DataView(payload.buffer);
  payload.set([0x45, 0, 0, 40, 0, 0, 0x40, 0, 64, 6]);
  payload.set(addressBytes(source), 12);
  payload.set(addressBytes(destination), 16);
  view.setUint16(20, sourcePort);
  view.setUint16(22, destinationPort);
  payload[32] = 0x50;
  payload[33] = flags;
  return ethernetFrame({ destination: to, source: from, etherType: etherTypeIPv4 }, payload);
}
