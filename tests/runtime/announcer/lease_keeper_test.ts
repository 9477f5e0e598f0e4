import assert from "node:assert/strict";
import { keyRing } from "../../../functions/model/announcing/heartbeat/key_ring.ts";
import { heartbeatStanding } from "../../../functions/model/announcing/heartbeat/heartbeat_standing.ts";
import type { KindName } from "../../../functions/model/kinds.ts";
import { LeaseKeeper } from "../../../runtime/announcer/lease_keeper.ts";
import { pause } from "../../../runtime/ground/pause.ts";
import type { Outcome, Store, Write } from "../../../runtime/store/store.ts";
import { FakeTime } from "../../fake_time.ts";

interface Answer {
  readonly afterMs: number;
  readonly retryAfterSeconds?: number;
}

/** An API server that answers each patch after some time. A patch that is aborted before its answer takes no effect. */
class SlowServer {
  /** When each renewal was sent, and when each one took effect, in virtual time. */
  readonly asked: number[] = [];
  readonly written: number[] = [];
  readonly #now: () => number;
  readonly #answer: (count: number) => Answer;

  constructor(now: () => number, answer: (count: number) => Answer) {
    this.#now = now;
    this.#answer = answer;
  }

  get store(): Store {
    return {
      list: () => Promise.reject(new Error("nothing is listed here")),
      follow: () => Promise.reject(new Error("nothing is followed here")),
      write: (write, signal) => this.#write(write, signal),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  /** A patch finds no Lease, or the server is busy. Without a Lease, a create follows, and succeeds at once. */
  async #write<Kind extends KindName>(write: Write<Kind>, signal?: AbortSignal): Promise<Outcome<Kind>> {
    if (write.action === "create") {
      this.written.push(this.#now());
      return { outcome: "written", object: write.object };
    }
    this.asked.push(this.#now());
    const { afterMs, retryAfterSeconds } = this.#answer(this.asked.length);
    await pause(afterMs, signal);
    if (signal?.aborted === true) return { outcome: "unavailable", message: "aborted" };
    return retryAfterSeconds === undefined
      ? { outcome: "gone", message: "no Lease yet" }
      : { outcome: "unavailable", message: "busy", retryAfterSeconds };
  }
}

function keeperOf(store: Store): LeaseKeeper {
  const heartbeat = heartbeatStanding(keyRing(new Uint8Array(32)), []);
  return new LeaseKeeper({
    node: "n1",
    namespace: "metallb-system",
    store,
    links: () => [],
    heartbeat: () => heartbeat,
    unheard: () => ["n2"],
    twin: () => undefined,
  });
}

Deno.test.each<{ name: string; answer: (count: number) => Answer; longestGapMs: number; mostAsked: number }>([
  { name: "answers at once", answer: () => ({ afterMs: 0 }), longestGapMs: 2_000, mostAsked: 31 },
  { name: "answers after 2.5 s", answer: () => ({ afterMs: 2_500 }), longestGapMs: 5_000, mostAsked: 31 },
  { name: "answers after 6 s", answer: () => ({ afterMs: 6_000 }), longestGapMs: 8_000, mostAsked: 31 },
  {
    name: "never answers on the first connection",
    answer: (count) => ({ afterMs: count === 1 ? 600_000 : 0 }),
    longestGapMs: 2_000,
    mostAsked: 31,
  },
  {
    name: "asks for a pause of 20 s",
    answer: () => ({ afterMs: 0, retryAfterSeconds: 20 }),
    longestGapMs: Infinity,
    mostAsked: 4,
  },
])("a node that does not hear a peer, and so renews its Lease every 2 s, while the API server $name", async (row) => {
  using time = new FakeTime();
  const server = new SlowServer(() => time.now, row.answer);
  const keeper = keeperOf(server.store);
  const stop = new AbortController();
  const running = keeper.run(stop.signal);
  for (let passed = 0; passed < 60_000; passed += 2_000) {
    await time.pass(2_000);
    keeper.renew();
  }
  stop.abort();
  await time.pass(0);
  await running;
  const times = [0, ...server.written, time.now];
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
  assert.ok(Math.max(...gaps) <= row.longestGapMs, `renewed at ${server.written}`);
  assert.ok(server.asked.length <= row.mostAsked, `asked at ${server.asked}`);
});
