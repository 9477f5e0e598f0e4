import { isGroupMac, macText } from "../../../functions/model/wire/mac.ts";
import type { Chance } from "./chance.ts";
import type { Timeline } from "./timeline.ts";

/** Something with a MAC on the segment. */
export interface Station {
  readonly mac: string;
  readonly address: string;
  frame(frame: Uint8Array): void;
  datagram(datagram: Uint8Array, from: string): void;
}

/** An Ethernet segment with a switch: it can be parted, it can lose, and it takes a fraction of a millisecond. */
export class Segment {
  readonly #timeline: Timeline;
  readonly #chance: Chance;
  readonly #stations: Station[] = [];
  /** Which part of the segment each station is on; those that are unplugged are on their own. */
  readonly #parts = new Map<Station, number | "unplugged">();
  /** Whether what goes over UDP passes between those in one part. */
  datagramsPass = true;
  /** The share of frames and datagrams that is lost, for each receiver. */
  loss = 0;

  constructor(timeline: Timeline, chance: Chance) {
    this.#timeline = timeline;
    this.#chance = chance;
  }

  attach(station: Station): void {
    this.#stations.push(station);
    this.#parts.set(station, 0);
  }

  put(station: Station, part: number | "unplugged"): void {
    this.#parts.set(station, part);
  }

  reaches(from: Station, to: Station): boolean {
    const part = this.#parts.get(from);
    return part !== "unplugged" && part === this.#parts.get(to);
  }

  sendFrame(from: Station, frame: Uint8Array): void {
    const destination = macText(frame, 0);
    for (const to of this.#stations) {
      if (to === from || (!isGroupMac(destination) && to.mac !== destination)) continue;
      this.#carry(from, to, () => to.frame(frame));
    }
  }

  sendDatagram(from: Station, datagram: Uint8Array, address: string): void {
    const to = this.#stations.find((each) => each.address === address);
    if (to !== undefined && this.datagramsPass) this.#carry(from, to, () => to.datagram(datagram, from.address));
  }

  #carry(from: Station, to: Station, arrive: () => void): void {
    if (!this.reaches(from, to) || this.#chance.next() < this.loss) return;
    this.#timeline.after(this.#chance.between(0.05, 0.5), arrive);
  }
}
