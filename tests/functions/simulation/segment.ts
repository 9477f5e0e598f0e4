import { isGroupMac, macText } from "../../../functions/model/wire/mac.ts";
import type { Chance } from "../../chance.ts";
import type { Timeline } from "./timeline.ts";

/** A host with a MAC on the segment. */
export interface Station {
  readonly mac: string;
  readonly address: string;
  frame(frame: Uint8Array): void;
  datagram(datagram: Uint8Array, from: string): void;
}

/**
 * An Ethernet segment with a switch. It can be divided into parts, and it can lose frames. Each frame takes a fraction
 * of a millisecond.
 */
export class Segment {
  readonly #timeline: Timeline;
  readonly #chance: Chance;
  readonly #stations: Station[] = [];
  /** By station: the part of the segment that it is on. An unplugged station reaches no other. */
  readonly #parts = new Map<Station, number | "unplugged">();
  /** False: UDP datagrams are lost, even within one part. */
  datagramsPass = true;
  /** After each datagram, the probability that an older one is sent again, as by a host that has recorded it. */
  replays = 0;
  readonly #recorded = new Map<Station, { readonly datagram: Uint8Array; readonly from: string }[]>();
  /** The fraction of frames and datagrams that are lost. A broadcast may be lost for some of its receivers only. */
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
    if (to === undefined || !this.datagramsPass) return;
    this.#carry(from, to, () => {
      to.datagram(datagram, from.address);
      if (this.replays > 0) this.#replay(to, { datagram, from: from.address });
    });
  }

  #replay(to: Station, heard: { readonly datagram: Uint8Array; readonly from: string }): void {
    const recorded = this.#recorded.get(to) ?? [];
    this.#recorded.set(to, recorded);
    recorded.push(heard);
    if (this.#chance.next() >= this.replays) return;
    const old = recorded[Math.floor(this.#chance.next() * recorded.length)];
    if (old !== undefined) {
      this.#timeline.after(this.#chance.between(0, 100), () => to.datagram(old.datagram, old.from));
    }
  }

  #carry(from: Station, to: Station, arrive: () => void): void {
    if (!this.reaches(from, to) || this.#chance.next() < this.loss) return;
    this.#timeline.after(this.#chance.between(0.05, 0.5), arrive);
  }
}
