import assert from "node:assert/strict";
import fc from "fast-check";
import { keyRing } from "../../../functions/model/announcing/heartbeat/key_ring.ts";
import type { BeatState } from "../../../functions/model/announcing/heartbeat/heartbeat.ts";
import { Peers } from "../../../runtime/peers/peers.ts";
import { Chance } from "../../chance.ts";
import { runs } from "../../functions/simulation/search.ts";

const keys = keyRing(new Uint8Array(32).fill(1));
const everyMs = 100;
/** An announcer that must wait still sends its last beats for this long. */
const farewellMs = 3 * everyMs;
/** After this time no beat is lost. */
const lossyMs = 3_000;
const lastsMs = 6_000;

/** One of the two announcers. All times are in milliseconds. */
interface Start {
  readonly at: number;
  /** When the API server has its Lease; absent: the API server is away. */
  readonly leasedAt?: number | undefined;
}

/** An announcer with the name `a`. */
class Twin {
  readonly peers: Peers;
  waitsSince = Infinity;
  readonly #start: Start;
  #now = 0;

  constructor(start: Start, incarnation: number) {
    this.#start = start;
    this.peers = new Peers({ node: "a", keys, incarnation, everyMs }, start.at, {
      heard: ({ isFirst }) => {
        if (isFirst) this.waitsSince = Math.min(this.waitsSince, this.#now);
      },
      claim: () => this.#claim,
    });
  }

  get #claim(): BeatState {
    if (this.waitsSince <= this.#now) return "restarting";
    return this.#now >= (this.#start.leasedAt ?? Infinity) ? "running" : "starting";
  }

  /** The datagrams that it sends now; each of the two announcers sees the other one's claims, and so asks. */
  beats(now: number): readonly Uint8Array[] {
    this.#now = now;
    if (now >= this.waitsSince + farewellMs) return [];
    if (this.waitsSince === Infinity) this.peers.twins.ask("eth0", now);
    return this.peers.beats(new Map(), now).map(({ datagram }) => datagram);
  }

  hear(datagram: Uint8Array, now: number): void {
    if (now >= this.waitsSince + farewellMs) return;
    this.#now = now;
    this.peers.hear(datagram, { link: "eth0", address: "10.0.0.1" }, now);
  }
}

const start = fc.record({
  at: fc.integer({ min: -8_000, max: 0 }),
  leasedAt: fc.option(fc.nat(lastsMs), { nil: undefined, freq: 1 }),
});

const race = fc.record({
  starts: fc.tuple(start, start),
  /** The time from the tick of one announcer to the tick of the other one. */
  offsetMs: fc.nat(everyMs - 1),
  delaysMs: fc.tuple(fc.nat(300), fc.nat(300)),
  lost: fc.double({ min: 0, max: 0.8, noNaN: true }),
  seed: fc.nat(),
});

Deno.test("of two announcers with one name, exactly one waits, for all starts, Leases, delays and lost beats", () => {
  fc.assert(
    fc.property(race, ({ starts, offsetMs, delaysMs, lost, seed }) => {
      const twins = [new Twin(starts[0], 11), new Twin(starts[1], 22)] as const;
      const chance = new Chance(seed);
      const underway = new Map<number, (() => void)[]>();
      for (let now = 0; now < lastsMs; now++) {
        for (const arrive of underway.get(now) ?? []) arrive();
        for (const [index, twin] of twins.entries()) {
          if (now % everyMs !== index * offsetMs) continue;
          const [other, delayMs] = index === 0 ? [twins[1], delaysMs[0]] : [twins[0], delaysMs[1]];
          const at = now + 1 + delayMs;
          for (const datagram of twin.beats(now)) {
            if (now < lossyMs && chance.next() < lost) continue;
            underway.set(at, [...underway.get(at) ?? [], () => other.hear(datagram, at)]);
          }
        }
      }
      assert.equal(twins.filter(({ waitsSince }) => waitsSince < Infinity).length, 1);
    }),
    { ...runs, numRuns: Math.max(100, runs.numRuns) },
  );
});
