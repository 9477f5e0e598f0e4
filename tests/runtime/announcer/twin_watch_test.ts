import assert from "node:assert/strict";
import { TwinWatch, untilAlone } from "../../../runtime/announcer/twin_watch.ts";
import type { KindName, Kinds } from "../../../functions/model/kinds.ts";
import type { Lease } from "../../../functions/model/kubernetes.ts";
import type { Listing, Store } from "../../../runtime/store/store.ts";
import { FakeTime } from "../../fake_time.ts";

const mac = "02:00:00:00:00:02";

const store: Store = { list: unused, follow: unused, write: unused, [Symbol.asyncDispose]: () => Promise.resolve() };

function unused(): Promise<never> {
  return Promise.reject(new Error("Cannot use the store: the API server is away"));
}

interface Watched {
  readonly watch: TwinWatch;
  readonly told: () => number;
}

function watched(): Watched {
  let told = 0;
  const watch = new TwinWatch({
    node: "a",
    namespace: "metallb-system",
    store,
    started: "2026-11-23T10:00:00.000000Z",
    onTwin: () => told++,
  });
  return { watch, told: () => told };
}

Deno.test("an announcer that stays keeps the MAC of the second one, for the conditions of its addresses", () => {
  const { watch, told } = watched();
  watch.heard({ mac, ranSeconds: 5, isFirst: false });
  assert.deepEqual([[...watch.macs], told(), watch.yielding, watch.claim], [[mac], 1, undefined, "starting"]);
});

Deno.test("an announcer that waits claims nothing any more, whatever it hears in its last beats", () => {
  const { watch, told } = watched();
  watch.heard({ mac, ranSeconds: 5, isFirst: true });
  watch.heard({ mac, ranSeconds: 5, isFirst: false });
  assert.deepEqual([[...watch.macs], told(), watch.yielding, watch.claim], [[], 0, "second", "restarting"]);
});

/** The times in seconds. */
interface Course {
  /** When the API server does not answer, so that the first announcer cannot renew its Lease either. */
  readonly away?: readonly [from: number, to: number];
  /** When the first announcer dies. */
  readonly dies?: number;
}

/** A store with the Lease of an announcer that renews it every 10 s. */
function leaseStore({ away: [from, to] = [Infinity, Infinity], dies = Infinity }: Course, now: () => number): Store {
  const isAway = (second: number): boolean => second >= from && second < to;
  const list = <Kind extends KindName>(): Promise<Listing<Kind>> => {
    if (isAway(now())) return Promise.resolve({ outcome: "unavailable", message: "no connection" });
    let renewed = 0;
    for (let at = 0; at <= now() && at < dies; at += 10) if (!isAway(at)) renewed = at;
    const lease: Lease = {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name: "arpeggio-announcer-a", namespace: "metallb-system" },
      spec: { holderIdentity: "a", renewTime: new Date(renewed * 1_000).toISOString() },
    };
    return Promise.resolve({ outcome: "listed", objects: [lease] as unknown as Kinds[Kind][] });
  };
  return { ...store, list };
}

Deno.test.each<{ name: string; course: Course; waitsUntil: number | undefined }>([
  { name: "the first one lives", course: {}, waitsUntil: undefined },
  { name: "the first one dies", course: { dies: 105 }, waitsUntil: 140 },
  { name: "the API server is away for 93 s", course: { away: [100, 193] }, waitsUntil: undefined },
  {
    name: "the first one dies while the API server is away",
    course: { away: [100, 190], dies: 150 },
    waitsUntil: 230,
  },
])("a second announcer waits until nobody renews the Lease, even if $name", async ({ course, waitsUntil }) => {
  using time = new FakeTime();
  const stop = new AbortController();
  let endedAt: number | undefined;
  const place = {
    node: "a",
    namespace: "metallb-system",
    store: leaseStore(course, () => time.now / 1_000),
    clock: () => time.now,
  };
  const waiting = untilAlone(place, stop.signal).then(() => endedAt = time.now / 1_000);
  await time.pass(300_000);
  assert.equal(endedAt, waitsUntil);
  stop.abort();
  await waiting;
});
