import type { ProbeRecord } from "../../../functions/model/announcing/liveness/probe.ts";
import type { Peer } from "../../../functions/model/announcing/liveness/peer.ts";
import assert from "node:assert/strict";
import { type HoldingEntry, partsOf } from "../../../functions/model/announcing/heartbeat/heartbeat.ts";
import type { PeerAddress } from "../../../runtime/peers/peer_address.ts";
import type { Heard } from "../../../runtime/peers/datagrams.ts";
import { keyRing } from "../../../functions/model/announcing/heartbeat/key_ring.ts";
import { Peers } from "../../../runtime/peers/peers.ts";

const keys = keyRing(new Uint8Array(32).fill(1));
const noProbes: ReadonlyMap<string, ProbeRecord> = new Map();
const macs = {
  a: new Map([["eth0", "02:00:00:00:0a:00"], ["eth1", "02:00:00:00:0a:01"]]),
  b: new Map([["eth0", "02:00:00:00:0b:00"], ["eth1", "02:00:00:00:0b:01"]]),
};

/** Two announcers that receive each other's heartbeats on the given links. The test moves the clock. */
class Pair {
  now = 1_000_000;
  readonly links: readonly string[];
  readonly a: Peers;
  b: Peers;

  readonly #everyMs: { readonly a: number; readonly b: number };

  constructor(links: readonly string[] = ["eth0"], everyMs: { readonly b: number } = { b: 100 }) {
    this.links = links;
    this.#everyMs = { a: 100, ...everyMs };
    this.a = this.#peers("a", 11);
    this.b = this.#peers("b", 22);
  }

  #peers(node: "a" | "b", incarnation: number): Peers {
    const peers = new Peers({ node, keys, incarnation, everyMs: this.#everyMs[node] }, this.now);
    peers.setAddresses(this.addressesOf(node === "a" ? "b" : "a"), this.now);
    peers.setState("running");
    return peers;
  }

  addressesOf(node: "a" | "b"): PeerAddress[] {
    return this.links.map((link) => {
      const mac = macs[node].get(link) ?? "";
      return { node, link, address: `10.0.0.${node}`, mac, macs: [mac] };
    });
  }

  restartB(incarnation: number): void {
    this.b = this.#peers("b", incarnation);
  }

  /** In each round both announcers send their beats, `b` first, and receive each other's beats. */
  exchange(rounds = 1, lost: (datagram: number) => boolean = () => false): Heard[] {
    return Array.from({ length: rounds }, () => {
      this.now += 100;
      const toA = this.b.beats(macs.b, this.now).filter((_, index) => !lost(index));
      const heard = toA.map((beat) => this.a.hear(beat.datagram, { link: beat.link, address: "10.0.0.b" }, this.now));
      for (const beat of this.a.beats(macs.a, this.now)) {
        this.b.hear(beat.datagram, { link: beat.link, address: "10.0.0.a" }, this.now);
      }
      return heard;
    }).flat();
  }

  get seenByA(): Peer {
    const peer = this.a.view(noProbes, this.now).get("b");
    assert.ok(peer !== undefined);
    return peer;
  }
}

function many(count: number): HoldingEntry[] {
  return Array.from({ length: count }, (_, index) => ({ address: `10.1.${index >> 8}.${index & 255}`, revision: 1 }));
}

Deno.test("after at most three beats, two announcers know each other's holdings", () => {
  const pair = new Pair();
  pair.b.setHoldings([{ address: "10.0.0.200", revision: 3 }, { address: "10.0.0.201", declined: true }]);
  assert.equal(pair.seenByA.informed, false);
  pair.exchange(3);
  assert.equal(pair.seenByA.informed, true);
  assert.deepEqual(pair.seenByA.claims, new Map([["10.0.0.200", 3]]));
  assert.deepEqual(pair.seenByA.declines, new Set(["10.0.0.201"]));
  assert.deepEqual(pair.seenByA.networks, [{ link: "eth0", mac: "02:00:00:00:0b:00", liveness: "alive" }]);
});

Deno.test("a peer is first due to count as silent on the network whose last heartbeat is the oldest", () => {
  const pair = new Pair(["eth0", "eth1"]);
  pair.exchange(3);
  assert.equal(pair.a.silentAt(pair.now), pair.now + 120);
  const [beat] = pair.b.beats(macs.b, pair.now);
  assert.ok(beat !== undefined);
  pair.now += 100;
  pair.a.hear(beat.datagram, { link: "eth0", address: "10.0.0.b" }, pair.now - 30);
  assert.equal(pair.a.silentAt(pair.now), pair.now + 20);
  assert.equal(pair.a.silentAt(pair.now + 20), pair.now + 90);
  assert.equal(pair.a.silentAt(pair.now + 90), Infinity);
});

Deno.test("a peer counts as silent later if it announces a longer heartbeat interval", () => {
  const pair = new Pair(["eth0"], { b: 300 });
  pair.exchange(3);
  assert.equal(pair.a.silentAt(pair.now), pair.now + 320);
  assert.equal(pair.b.silentAt(pair.now), pair.now + 120);
});

Deno.test("known holdings are not sent again, and new ones are sent with the next beat", () => {
  const pair = new Pair();
  pair.b.setHoldings(many(2_000));
  pair.exchange(4);
  assert.equal(pair.seenByA.claims.size, 2_000);
  assert.equal(pair.b.beats(macs.b, pair.now).length, 1);
  assert.equal(pair.b.setHoldings(many(2_000)), false);
  assert.equal(pair.b.setHoldings(many(1_999)), true);
  const parts = partsOf(many(1_999), { from: "b", to: "a" });
  assert.equal(pair.b.beats(macs.b, pair.now).length, parts.length);
  pair.exchange();
  assert.equal(pair.seenByA.claims.size, 1_999);
});

Deno.test("lost parts are sent again", () => {
  const pair = new Pair();
  pair.exchange(3);
  pair.b.setHoldings(many(120));
  pair.exchange(1, (index) => index === 1);
  assert.equal(pair.seenByA.claims.size, 0);
  pair.exchange(1, (index) => index === 0);
  assert.equal(pair.seenByA.claims.size, 120);
});

Deno.test("liveness on each network depends only on the beats of this network", () => {
  const pair = new Pair(["eth0", "eth1"]);
  pair.exchange(3);
  for (let round = 0; round < 5; round++) pair.exchange(1, (index) => index === 1);
  assert.deepEqual(pair.seenByA.networks.map(({ link, liveness }) => `${link} ${liveness}`), [
    "eth0 alive",
    "eth1 silent",
  ]);
  assert.deepEqual(pair.a.probes(pair.now), [{ address: "10.0.0.b", link: "eth1", macs: ["02:00:00:00:0b:01"] }]);
});

Deno.test("until a restarted announcer runs, it counts as down and its holdings stay known", () => {
  const pair = new Pair();
  pair.b.setHoldings([{ address: "10.0.0.200", revision: 3 }]);
  pair.exchange(3);
  pair.restartB(33);
  pair.b.setState("starting");
  pair.exchange(3);
  assert.equal(pair.seenByA.state, "starting");
  assert.equal(pair.seenByA.networks[0]?.liveness, "announcerDown");
  assert.deepEqual(pair.seenByA.claims, new Map([["10.0.0.200", 3]]));
  pair.b.setState("running");
  pair.exchange();
  assert.equal(pair.seenByA.networks[0]?.liveness, "alive");
  assert.equal(pair.seenByA.informed, true);
  assert.deepEqual(pair.seenByA.claims, new Map());
});

Deno.test("the time for which this process was stopped does not count as silence of a peer", () => {
  const pair = new Pair();
  pair.exchange(3);
  pair.now += 5_000;
  assert.equal(pair.seenByA.networks[0]?.liveness, "silent");
  pair.a.forgive(5_000, pair.now);
  assert.equal(pair.seenByA.networks[0]?.liveness, "alive");
  assert.equal(pair.seenByA.informed, true);
});

Deno.test("a peer that was silent before this process was stopped is still silent afterwards", () => {
  const pair = new Pair();
  pair.exchange(3);
  const probe: ProbeRecord = { sent: 3, lastSentAt: pair.now, unanswered: 3 };
  const liveness = (): string | undefined =>
    pair.a.view(new Map([["eth0 10.0.0.b", probe]]), pair.now).get("b")?.networks[0]?.liveness;
  pair.now += 400;
  assert.equal(liveness(), "nodeDown");
  pair.now += 150;
  pair.a.forgive(150, pair.now);
  assert.equal(liveness(), "nodeDown");
});

Deno.test("after a stall, a peer counts only after its next beat, and its death is noticed as fast as before", () => {
  const pair = new Pair();
  pair.b.setHoldings([{ address: "10.0.0.200", revision: 3 }]);
  pair.exchange(3);
  pair.now += 5_000;
  pair.a.listenAgain(pair.now);
  assert.equal(pair.a.listeningSince, pair.now);
  assert.equal(pair.seenByA.informed, false);
  const probe: ProbeRecord = { sent: 3, lastSentAt: pair.now, unanswered: 3 };
  const view = pair.a.view(new Map([["eth0 10.0.0.b", probe]]), pair.now + 300);
  assert.equal(view.get("b")?.networks[0]?.liveness, "nodeDown");
  pair.exchange(2);
  assert.equal(pair.seenByA.informed, true);
});

Deno.test("a node that was down holds nothing if its kernel answers before its announcer runs", () => {
  const pair = new Pair();
  pair.b.setHoldings([{ address: "10.0.0.200", revision: 3 }]);
  pair.exchange(3);
  const probed = (record: Partial<ProbeRecord>): Peer | undefined => {
    const probe: ProbeRecord = { sent: 9, lastSentAt: pair.now, unanswered: 0, ...record };
    return pair.a.view(new Map([["eth0 10.0.0.b", probe]]), pair.now + 1_000).get("b");
  };
  assert.equal(probed({ unanswered: 3 })?.networks[0]?.liveness, "nodeDown");
  const back = probed({ answer: { at: pair.now, mac: "02:00:00:00:0b:00" } });
  assert.equal(back?.networks[0]?.liveness, "announcerDown");
  assert.equal(back?.informed, false);
  assert.equal(back?.claims.size, 0);
  pair.exchange(2);
  assert.deepEqual(pair.seenByA.claims, new Map([["10.0.0.200", 3]]));
});

Deno.test("a sender that is not a peer in the plan is a guest while it sends beats", () => {
  const pair = new Pair();
  pair.b.setHoldings([{ address: "10.0.0.200", revision: 3 }]);
  pair.exchange(3);
  pair.a.setAddresses([], pair.now);
  assert.equal(pair.a.view(noProbes, pair.now).size, 0);
  assert.deepEqual(pair.exchange(2), [{ from: "b" }, { from: "b" }]);
  assert.deepEqual(pair.seenByA.claims, new Map([["10.0.0.200", 3]]));
  assert.equal(pair.b.view(noProbes, pair.now).get("a")?.networks[0]?.liveness, "alive");
  pair.now += 300;
  assert.equal(pair.a.view(noProbes, pair.now).size, 0);
  assert.deepEqual(pair.a.probes(pair.now), []);
  assert.equal(pair.a.beats(macs.a, pair.now).length, 1);
  pair.now += 3_000;
  assert.equal(pair.a.beats(macs.a, pair.now).length, 0);
});

Deno.test("the number of guests is limited", () => {
  const a = new Peers({ node: "a", keys, incarnation: 1, everyMs: 100 }, 0);
  for (let number = 0; number < 70; number++) {
    const guest = new Peers({ node: `n${number}`, keys, incarnation: 2, everyMs: 100 }, 0);
    guest.setAddresses([{ node: "a", link: "eth0", address: "10.0.0.a", mac: "", macs: [] }], 0);
    const [beat] = guest.beats(macs.b, 0);
    assert.ok(beat !== undefined);
    const heard = a.hear(beat.datagram, { link: "eth0", address: `10.0.1.${number}` }, 0);
    assert.deepEqual(heard, number < 64 ? { from: `n${number}` } : { drop: "NotAPeer" });
  }
});

Deno.test("when a node becomes a peer again, replayed heartbeats of an earlier incarnation are ignored", () => {
  const pair = new Pair();
  pair.b.setHoldings([{ address: "10.0.0.200", revision: 3 }]);
  pair.exchange(3);
  const recorded = pair.b.beats(macs.b, pair.now);
  pair.restartB(33);
  pair.exchange(3);
  pair.a.setAddresses([], pair.now);
  assert.equal(pair.a.view(noProbes, pair.now).size, 0);
  pair.a.setAddresses(pair.addressesOf("b"), pair.now);
  assert.equal(pair.seenByA.informed, false);
  for (const beat of recorded) pair.a.hear(beat.datagram, { link: beat.link, address: "10.0.0.b" }, pair.now);
  assert.equal(pair.seenByA.informed, false);
  pair.exchange(2);
  assert.equal(pair.seenByA.informed, true);
  assert.deepEqual(pair.seenByA.claims, new Map());
});

Deno.test("a beat for another node, or signed with another key, is dropped", () => {
  const pair = new Pair();
  const toA = pair.b.beats(macs.b, pair.now)[0];
  assert.ok(toA !== undefined);
  const fromB = { link: "eth0", address: "10.0.0.b" };
  const stranger = new Peers({ node: "a", keys: keyRing(new Uint8Array(32)), incarnation: 1, everyMs: 100 }, pair.now);
  assert.deepEqual(stranger.hear(toA.datagram, fromB, pair.now), { drop: "NotAuthentic" });
  assert.deepEqual(pair.b.hear(toA.datagram, fromB, pair.now), { drop: "NotForMe" });
});
