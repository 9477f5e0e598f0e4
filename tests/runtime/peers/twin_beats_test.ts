import assert from "node:assert/strict";
import type { BeatState } from "../../../functions/model/announcing/heartbeat/heartbeat.ts";
import type { HeardTwin } from "../../../functions/model/announcing/heartbeat/twin_beats.ts";
import { type KeyRing, keyRing } from "../../../functions/model/announcing/heartbeat/key_ring.ts";
import type { Outgoing } from "../../../runtime/peers/datagrams.ts";
import { Peers } from "../../../runtime/peers/peers.ts";

const keys = keyRing(new Uint8Array(32).fill(1));

/** An announcer with the name `a`, and what it has heard of others with this name. */
class Announcer {
  readonly peers: Peers;
  readonly heard: HeardTwin[] = [];
  readonly #host: string;

  constructor(
    host: string,
    incarnation: number,
    startedAt: number,
    { ring = keys, claim = "running" }: { readonly ring?: KeyRing; readonly claim?: BeatState | undefined } = {},
  ) {
    this.#host = host;
    const teller = { node: "a", keys: ring, incarnation, everyMs: 100 };
    this.peers = new Peers(teller, startedAt, { heard: (twin) => this.heard.push(twin), claim: () => claim });
  }

  beats(now: number): readonly Outgoing[] {
    return this.peers.beats(new Map([["eth0", `02:00:00:00:00:0${this.#host}`]]), now);
  }

  hear(beats: readonly Outgoing[], from: string, now: number): void {
    for (const { datagram } of beats) this.peers.hear(datagram, { link: "eth0", address: `10.0.0.${from}` }, now);
  }
}

/** In each of ten rounds, both announcers get the beats of both. Returns the number of beats. */
function exchange(one: Announcer, other: Announcer, now: number): number {
  let count = 0;
  for (let round = 0; round < 10; round++) {
    const [ones, others] = [one.beats(now), other.beats(now)];
    // A broadcast also comes back to its sender.
    one.hear([...others, ...ones], "2", now);
    other.hear([...ones, ...others], "1", now);
    count += ones.length + others.length;
  }
  return count;
}

interface Row {
  readonly name: string;
  /** The start of the other announcer after the first, in ms. */
  readonly later: number;
  readonly incarnations: readonly [number, number];
  /** Absent: the API server has the Leases of both. */
  readonly claims?: readonly [BeatState, BeatState];
  readonly waits: "one" | "other";
}

Deno.test.each<Row>([
  { name: "one runs for longer", later: 60_000, incarnations: [22, 11], waits: "other" },
  { name: "the other runs for longer", later: -60_000, incarnations: [11, 22], waits: "one" },
  { name: "both start in the same second, and one rules", later: 0, incarnations: [11, 22], waits: "other" },
  { name: "both start in the same second, and the other rules", later: 0, incarnations: [22, 11], waits: "one" },
  { name: "the other starts a second later, and rules", later: 900, incarnations: [22, 11], waits: "other" },
  {
    name: "both start together, and the API server refuses the Lease of the other, which has the smaller incarnation",
    later: 900,
    incarnations: [22, 11],
    claims: ["running", "restarting"],
    waits: "other",
  },
  {
    name: "the API server refuses the Lease of the other, which has run for longer, and has not answered the first yet",
    later: -60_000,
    incarnations: [22, 11],
    claims: ["starting", "restarting"],
    waits: "other",
  },
  {
    name: "both start together, and the API server has only the Lease of the other",
    later: 900,
    incarnations: [11, 22],
    claims: ["starting", "running"],
    waits: "one",
  },
])("of two announcers with one name, $waits waits: $name", ({ later, incarnations, claims = [], waits }) => {
  const now = 1_000_000;
  const one = new Announcer("1", incarnations[0], now - 100_000, { claim: claims[0] });
  const other = new Announcer("2", incarnations[1], now - 100_000 + later, { claim: claims[1] });
  one.peers.twins.ask("eth0", now);
  assert.ok(exchange(one, other, now) <= 5);
  assert.deepEqual(one.heard.map(({ mac, isFirst }) => [mac, isFirst]), [["02:00:00:00:00:02", waits === "one"]]);
  assert.deepEqual(other.heard.map(({ mac, isFirst }) => [mac, isFirst]), [["02:00:00:00:00:01", waits === "other"]]);
});

Deno.test("recorded beats of an announcer with the same name do not count after a restart", () => {
  const one = new Announcer("1", 11, 0);
  const other = new Announcer("2", 22, 0);
  one.peers.twins.ask("eth0", 60_000);
  other.hear(one.beats(60_000), "1", 60_000);
  const recorded = other.beats(60_000);
  assert.equal(recorded.length, 1);
  const restarted = new Announcer("1", 33, 70_000);
  for (let now = 70_000; now < 80_000; now += 100) restarted.hear(recorded, "2", now);
  assert.deepEqual(restarted.heard, []);
  one.hear(recorded, "2", 70_000);
  assert.equal(one.heard.length, 1);
});

Deno.test("beats with another key are no announcer with the same name, and questions are asked once a second", () => {
  const one = new Announcer("1", 11, 0);
  const other = new Announcer("2", 22, 0, { ring: keyRing(new Uint8Array(32).fill(2)) });
  for (let now = 10_000; now < 12_000; now += 100) one.peers.twins.ask("eth0", now);
  assert.equal(exchange(one, other, 12_000), 4);
  assert.deepEqual([one.heard, other.heard], [[], []]);
});
