import type { AnnouncerOptions } from "./announcer_options.ts";
import type { WireEvents } from "./wire_port.ts";

/**
 * Before an announcer ends, it answers for 3 more beats. Meanwhile its peers learn that they must answer with its MAC.
 */
const farewellBeats = 3;

/** The heartbeats that this node sends. */
export class Beats {
  readonly #options: Pick<AnnouncerOptions, "wire" | "peers" | "clock" | "everyMs">;
  /** When the next heartbeats are due. */
  nextAt = 0;

  constructor(options: Pick<AnnouncerOptions, "wire" | "peers" | "clock" | "everyMs">) {
    this.#options = options;
  }

  send(now: number): void {
    const { wire, peers } = this.#options;
    this.nextAt = now + this.#options.everyMs;
    const macs = new Map(wire.links.map((link) => [link.name, link.mac]));
    for (const beat of peers.beats(macs, now)) wire.sendDatagram(beat.datagram, beat);
  }

  /** Sends the last heartbeats, with the state `restarting`, and answers until they are sent. */
  async farewell(events: WireEvents): Promise<void> {
    const { wire, peers, clock, everyMs } = this.#options;
    peers.setState("restarting");
    for (const until = clock() + farewellBeats * everyMs; clock() < until;) {
      this.send(clock());
      await wire.wait(everyMs / 4, events);
    }
  }
}
