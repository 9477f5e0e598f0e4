import { beatMs } from "../../../functions/model/announcing/timing.ts";
import { parseArp } from "../../../functions/model/wire/arp.ts";
import { parsePacket } from "../../../functions/model/wire/traffic.ts";
import type { Eavesdropper, WireEvents, WireLink, WirePort } from "../../../runtime/announcer/wire_port.ts";
import type { Chance } from "../../chance.ts";
import type { Segment, Station } from "./segment.ts";
import type { Timeline } from "./timeline.ts";

type Arrival =
  | { readonly frame: Uint8Array }
  | { readonly traffic: Uint8Array }
  | { readonly at: number; readonly datagram: Uint8Array; readonly from: string }
  | { readonly links: true };

export interface WireSurroundings {
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly segment: Segment;
  readonly station: Station;
  /** The delay, in milliseconds, until the operating system runs the process. */
  readonly latencyMs: () => number;
}

/** The number of datagrams that a socket stores while the process does not run. */
const backlog = 250;

/** The wire of one announcer process on the virtual segment. */
export class VirtualWire implements WirePort {
  readonly #surroundings: WireSurroundings;
  readonly #link: WireLink;
  #carrier: boolean;
  #followed: ReadonlySet<string> = new Set();
  #observed: { readonly addresses: ReadonlySet<string>; readonly by: Eavesdropper } | undefined;
  #arrivals: Arrival[] = [];
  #events: WireEvents | undefined;
  #resolve: (() => void) | undefined;
  #isPatient = false;
  #woken = false;
  #turn = 0;
  #turnAt = Infinity;
  #paused = false;
  #missedTurn = false;
  #gone = false;
  #overheard: Uint8Array[] | undefined;
  /** True: frames from this process are lost, but its datagrams are not. */
  isMuffled = false;

  constructor(surroundings: WireSurroundings, link: WireLink, carrier: boolean) {
    this.#surroundings = surroundings;
    this.#link = link;
    this.#carrier = carrier;
  }

  get links(): readonly WireLink[] {
    return this.#carrier ? [this.#link] : [];
  }

  get idle(): readonly WireLink[] {
    return this.#carrier ? [] : [this.#link];
  }

  /** True if the process has work and is not idle yet. */
  get isBusy(): boolean {
    return !this.#gone && this.#events !== undefined && this.#resolve === undefined;
  }

  get runs(): boolean {
    return !this.#gone && !this.#paused && this.#events !== undefined;
  }

  follow(addresses: ReadonlySet<string>): void {
    this.#followed = addresses;
  }

  /** Does nothing: in the simulation, only hosts of shared addresses open TCP connections. */
  overhear(): void {}

  observe(addresses: ReadonlySet<string>, by: Eavesdropper): void {
    this.#observed = { addresses, by };
  }

  /** Does nothing: in the simulation, no host floods the segment. */
  guard(): void {}

  wait(timeoutMs: number, events: WireEvents, patience?: "patient"): Promise<void> {
    this.#events = events;
    this.#isPatient = patience !== undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#resolve = resolve;
    this.#turnAt = Infinity;
    const ready = this.#woken || this.#arrivals.some((arrival) => this.#ends(arrival));
    if (ready || timeoutMs !== Infinity) this.#scheduleTurn(ready ? 0 : Math.ceil(timeoutMs));
    return promise;
  }

  wake(): void {
    this.#woken = true;
    this.#scheduleTurn(0);
  }

  sendFrame(frame: Uint8Array, link: string): void {
    if (this.isMuffled) return;
    if (this.#overheard !== undefined) return void this.#overheard.push(frame);
    const { segment, station } = this.#surroundings;
    if (!this.#gone && this.#carrier && link === this.#link.name) segment.sendFrame(station, frame);
  }

  sendDatagram(datagram: Uint8Array, to: { readonly link: string; readonly address: string }): void {
    const { segment, station } = this.#surroundings;
    if (!this.#gone && this.#carrier && to.link === this.#link.name) {
      segment.sendDatagram(station, datagram, to.address);
    }
  }

  /** The answers that this process would give to the frame now; empty while it does not run or has no carrier. */
  asked(frame: Uint8Array): readonly Uint8Array[] {
    if (!this.runs || !this.#carrier || this.#events === undefined || !this.#concerns(frame)) return [];
    this.#overheard = [];
    this.#events.frame(frame, this.#link);
    const answers = this.#overheard;
    this.#overheard = undefined;
    return answers;
  }

  setCarrier(carrier: boolean): void {
    if (carrier === this.#carrier) return;
    this.#carrier = carrier;
    this.#arrive({ links: true });
  }

  frame(frame: Uint8Array): void {
    if (this.#concerns(frame)) this.#arrive({ frame });
    else if (this.#observed?.addresses.has(parsePacket(frame)?.destination ?? "")) this.#arrive({ traffic: frame });
  }

  datagram(datagram: Uint8Array, from: string): void {
    if (this.#arrivals.length < backlog) this.#arrive({ at: this.#surroundings.timeline.now, datagram, from });
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    if (!this.#missedTurn) return;
    this.#missedTurn = false;
    this.#turnAt = Infinity;
    this.#scheduleTurn(0);
  }

  /** Ends the process without a farewell. */
  kill(): void {
    this.#gone = true;
    this.#resolve = undefined;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    return Promise.resolve();
  }

  #concerns(frame: Uint8Array): boolean {
    const packet = parseArp(frame);
    return !("drop" in packet) &&
      (this.#followed.has(packet.targetAddress) || this.#followed.has(packet.senderAddress));
  }

  #arrive(arrival: Arrival): void {
    if (this.#gone) return;
    this.#arrivals.push(arrival);
    if (this.#ends(arrival)) this.#scheduleTurn(0);
  }

  /** True if the arrival wakes the process. */
  #ends(arrival: Arrival): boolean {
    return !this.#isPatient || !("datagram" in arrival);
  }

  #scheduleTurn(ms: number): void {
    const { timeline, latencyMs } = this.#surroundings;
    const delay = ms + latencyMs();
    if (this.#resolve === undefined || timeline.now + delay >= this.#turnAt) return;
    this.#turnAt = timeline.now + delay;
    const turn = ++this.#turn;
    timeline.after(delay, () => {
      if (turn === this.#turn && !this.#gone) this.#takeTurn();
    });
  }

  #takeTurn(): void {
    if (this.#paused) return void (this.#missedTurn = true);
    const resolve = this.#resolve;
    const events = this.#events;
    if (resolve === undefined || events === undefined) return;
    this.#resolve = undefined;
    this.#woken = false;
    for (const arrival of this.#arrivals.splice(0)) {
      if ("frame" in arrival) events.frame(arrival.frame, this.#link);
      else if ("traffic" in arrival) this.#observed?.by.segment(arrival.traffic, this.#link);
      else if ("datagram" in arrival) {
        events.datagram(arrival.datagram, {
          link: this.#link.name,
          address: arrival.from,
          ageMs: Math.min(this.#surroundings.timeline.now - arrival.at, beatMs),
        });
      } else events.linksChanged();
    }
    this.#observed?.by.caughtUp();
    resolve();
  }
}
