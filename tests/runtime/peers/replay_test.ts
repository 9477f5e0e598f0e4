import assert from "node:assert/strict";
import fc from "fast-check";
import { keyRing } from "../../../functions/model/announcing/heartbeat/key_ring.ts";
import type { Outgoing } from "../../../runtime/peers/datagrams.ts";
import { Peers } from "../../../runtime/peers/peers.ts";

const keys = keyRing(new Uint8Array(32).fill(5));
const links = ["eth0", "eth1"] as const;
type Name = "a" | "b";

/**
 * An event, and the recorded datagrams that are replayed in each round after it. In a round, the two announcers
 * exchange beats, except during `silence`.
 */
interface Step {
  readonly what: "nothing" | "restart" | "farewell" | "silence" | "new holdings";
  readonly who: Name;
  /**
   * `which` selects one of the datagrams that the victim has received, modulo their number. `link` is the link of the
   * replay.
   */
  readonly replays: readonly { readonly victim: Name; readonly which: number; readonly link: typeof links[number] }[];
}

const names = fc.constantFrom<Name>("a", "b");
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    what: fc.oneof(
      { weight: 4, arbitrary: fc.constant("nothing" as const) },
      fc.constantFrom("restart" as const, "farewell" as const, "silence" as const, "new holdings" as const),
    ),
    who: names,
    replays: fc.array(
      fc.record({ victim: names, which: fc.nat(), link: fc.constantFrom(...links) }),
      { maxLength: 6 },
    ),
  }),
  { minLength: 5, maxLength: 40 },
);

/** Two announcers on two networks, in virtual time, with or without an attacker. */
class Pair {
  readonly #isAttacked: boolean;
  readonly #recorded: Record<Name, Uint8Array[]> = { a: [], b: [] };
  readonly #runs: Record<Name, number> = { a: 100, b: 200 };
  readonly #peers: Record<Name, Peers>;
  #now = 1_000_000;
  replayed = 0;

  constructor(isAttacked: boolean) {
    this.#isAttacked = isAttacked;
    this.#peers = { a: this.#start("a"), b: this.#start("b") };
  }

  /** The view of each announcer after every round. */
  run(steps: readonly Step[]): readonly unknown[] {
    return steps.flatMap((step) => {
      const rounds = this.#befall(step);
      const views: unknown[] = [];
      for (let round = 0; round < rounds; round++) {
        this.#now += 100;
        if (step.what !== "silence") this.#exchange();
        if (this.#isAttacked) step.replays.forEach((each) => this.#replay(each));
        views.push(...(["a", "b"] as const).map((name) => this.#viewOf(name)));
      }
      return views;
    });
  }

  #start(name: Name): Peers {
    const peers = new Peers({ node: name, keys, incarnation: this.#runs[name]++, everyMs: 100 }, this.#now);
    const node = other(name);
    peers.setAddresses(
      links.map((link) => ({
        node,
        link,
        address: `10.0.0.${node}`,
        mac: macOf(node, link),
        macs: [macOf(node, link)],
      })),
      this.#now,
    );
    peers.setState("running");
    return peers;
  }

  /** Applies the event, and returns the number of rounds that it lasts. */
  #befall({ what, who }: Step): number {
    switch (what) {
      case "restart":
        this.#peers[who] = this.#start(who);
        return 3;
      case "farewell":
        this.#peers[who].setState("restarting");
        return 1;
      case "silence":
        return 5;
      case "new holdings":
        this.#peers[who].setHoldings([{ address: "10.1.0.1", revision: this.#now }]);
        return 2;
      case "nothing":
        return 2;
    }
  }

  #exchange(): void {
    for (const from of ["a", "b"] as const) {
      const macs = new Map(links.map((link) => [link, macOf(from, link)]));
      for (const beat of this.#peers[from].beats(macs, this.#now)) this.#deliver(beat, other(from));
    }
  }

  #deliver({ datagram, link }: Outgoing, to: Name): void {
    this.#recorded[to].push(datagram);
    this.#peers[to].hear(datagram, { link, address: `10.0.0.${other(to)}` }, this.#now);
  }

  #replay({ victim, which, link }: Step["replays"][number]): void {
    const recorded = this.#recorded[victim];
    const datagram = recorded[which % Math.max(1, recorded.length)];
    if (datagram === undefined) return;
    const heard = this.#peers[victim].hear(datagram, { link, address: `10.0.0.${other(victim)}` }, this.#now);
    if ("drop" in heard && heard.drop === "Replayed") this.replayed++;
  }

  #viewOf(name: Name): unknown {
    return [...this.#peers[name].view(new Map(), this.#now)];
  }
}

function other(name: Name): Name {
  return name === "a" ? "b" : "a";
}

function macOf(name: Name, link: string): string {
  return `02:00:00:00:0${name}:0${link.at(-1)}`;
}

Deno.test("recorded heartbeats that are replayed at any time on any network do not change a node's view", () => {
  let replayed = 0;
  fc.assert(
    fc.property(steps, (steps) => {
      const attacked = new Pair(true);
      assert.deepEqual(attacked.run(steps), new Pair(false).run(steps));
      replayed += attacked.replayed;
    }),
    { numRuns: 60 },
  );
  assert.ok(replayed > 200, `${replayed} were counted`);
});
