import assert from "node:assert/strict";
import { bgpStandingText } from "../../../functions/model/announcing/bgp_standing.ts";
import type { BGPPeer, VirtualIP } from "../../../functions/model/crds.ts";
import { entriesIn } from "../../../functions/model/history/book.ts";
import type { Lease } from "../../../functions/model/kubernetes.ts";
import { annotationBGP } from "../../../functions/model/names.ts";
import { HistoryKeeper } from "../../../runtime/controller/history_keeper.ts";
import { FakeTime } from "../../fake_time.ts";
import { type Mood, OneConfigMap } from "./one_config_map.ts";

function keeperOf(store: OneConfigMap): HistoryKeeper {
  return new HistoryKeeper({ store, namespace: "metallb-system", mayWrite: () => true });
}

function held(address: string, node: string): VirtualIP {
  return {
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: address },
    spec: { address, pool: "first", services: [] },
    status: { node, revision: 1, since: new Date().toISOString() },
  };
}

function show(keeper: HistoryKeeper, virtualIPs: readonly VirtualIP[], leases: readonly Lease[] = []): void {
  keeper.look({ observed: { now: Date.now(), virtualIPs, leases, bgpPeers: [tor] }, desired: { allocations: [] } });
}

const tor: BGPPeer = {
  apiVersion: "metallb.io/v1beta2",
  kind: "BGPPeer",
  metadata: { name: "tor", namespace: "metallb-system" },
  spec: { myASN: 64512, peerASN: 64513, peerAddress: "192.0.2.1" },
};

/** The Lease of a node's announcer that has a session with `tor`, or has lost it. */
function speaking(node: string, isUp: boolean): Lease {
  const sessions = isUp ? ["tor"] : [];
  const lost = isUp ? {} : { lost: { tor: "FRR: BFD down received" } };
  const bgp = bgpStandingText({ sessions, withheld: [], problems: [], awaited: [], ...lost });
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name: `announcer-${node}`,
      labels: { "arpeggio.dev/node": node },
      annotations: { [annotationBGP]: bgp },
    },
    spec: { holderIdentity: node, renewTime: new Date().toISOString() },
  };
}

Deno.test("10,000 moves in an hour cost at most one write in 30 s, and less than 1 MiB", async () => {
  using time = new FakeTime();
  const store = new OneConfigMap();
  await using keeper = keeperOf(store);
  const [looks, together, addresses] = [1_000, 10, 500];
  let virtualIPs = Array.from({ length: addresses }, (_, index) => held(`10.0.${index >> 8}.${index & 255}`, "node-0"));
  show(keeper, virtualIPs);
  await time.pass(1);
  for (let look = 0; look < looks; look++) {
    await time.pass(3_600_000 / looks);
    const from = look * together % addresses;
    virtualIPs = virtualIPs.map((each, index) =>
      index >= from && index < from + together ? held(each.spec.address, `node-${1 + look % 40}`) : each
    );
    show(keeper, virtualIPs);
  }
  await time.pass(60_000);
  const gaps = store.writes.slice(2).map(({ at }, index) => at - (store.writes[index + 1]?.at ?? 0));
  // The first write finds no ConfigMap, and a second one creates it at once.
  assert.ok(store.writes.length <= 123, String(store.writes.length));
  assert.ok(Math.min(...gaps) >= 30_000, String(Math.min(...gaps)));
  const bytes = store.writes.reduce((sum, write) => sum + write.bytes, 0);
  assert.ok(bytes < 1024 * 1024, String(bytes));
  assert.equal(entriesIn(store.configMap).at(-1)?.at, keeper.entries.at(-1)?.at);
});

const failures: readonly { readonly mood: Mood; readonly which: string; readonly isFirst: boolean }[] = (
  ["refuses", "is away", "loses its answer"] as const
).flatMap((mood) => [{ mood, which: "the first", isFirst: true }, { mood, which: "a later", isFirst: false }]);

Deno.test.each(failures)(
  "if the API server $mood at $which write, the next controller finds each entry once",
  async ({ mood, isFirst }) => {
    using time = new FakeTime();
    const store = new OneConfigMap();
    await using keeper = keeperOf(store);
    show(keeper, [held("192.0.2.1", "a")]);
    await time.pass(1);
    if (!isFirst) {
      show(keeper, [held("192.0.2.1", "b")]);
      await time.pass(60_000);
    }
    store.mood = mood;
    show(keeper, [held("192.0.2.1", "c")]);
    await time.pass(60_000);
    show(keeper, [held("192.0.2.1", "d")]);
    await time.pass(60_000);
    store.mood = "works";
    await time.pass(60_000);
    const stored = entriesIn(store.configMap);
    assert.deepEqual(stored.map(({ to }) => to), isFirst ? ["c", "d"] : ["b", "c", "d"]);
    await using next = keeperOf(store);
    show(next, [held("192.0.2.1", "d")]);
    await time.pass(1);
    assert.deepEqual(next.entries, keeper.entries);
  },
);

Deno.test("a controller that ends while the API server is away writes its entries if the last try works", async () => {
  using time = new FakeTime();
  const store = new OneConfigMap();
  const keeper = keeperOf(store);
  show(keeper, [held("192.0.2.1", "a")]);
  await time.pass(1);
  store.mood = "is away";
  show(keeper, [held("192.0.2.1", "b")]);
  await time.pass(10_000);
  store.mood = "works";
  await keeper[Symbol.asyncDispose]();
  assert.deepEqual(entriesIn(store.configMap).map(({ to }) => to), ["b"]);
});

Deno.test("a router that restarts before 1,000 nodes is one entry for down and one for up, also for the next controller", async () => {
  using time = new FakeTime();
  const store = new OneConfigMap();
  const nodes = Array.from({ length: 1_000 }, (_, index) => `node-${index}`);
  await using keeper = keeperOf(store);
  show(keeper, [], nodes.map((node) => speaking(node, true)));
  await time.pass(1);
  const restart = async (isUp: boolean): Promise<void> => {
    for (let from = 0; from < nodes.length; from += 100) {
      show(keeper, [], nodes.map((node, index) => speaking(node, index < from + 100 ? isUp : !isUp)));
      await time.pass(50);
    }
  };
  await restart(false);
  await time.pass(20_000);
  await restart(true);
  await time.pass(60_000);
  const shown = keeper.entries.map(({ what, subjects, nodes, note }) => `${what} ${subjects} ${nodes?.length} ${note}`);
  assert.deepEqual(shown, [
    "session-down tor 1000 FRR: BFD down received",
    "session-up tor 1000 undefined",
  ]);
  const written = store.writes.length;
  await using next = keeperOf(store);
  show(next, [], nodes.map((node) => speaking(node, true)));
  await time.pass(60_000);
  assert.equal(store.writes.length, written);
  show(next, [], nodes.map((node) => speaking(node, node !== "node-7")));
  assert.deepEqual(next.entries.at(-1)?.nodes, ["node-7"]);
});

Deno.test("a session that ends while no controller runs is recorded by the next controller, and an older session is not", async () => {
  using time = new FakeTime();
  const store = new OneConfigMap();
  const keeper = keeperOf(store);
  show(keeper, [], []);
  await time.pass(1);
  show(keeper, [], [speaking("a", true)]);
  await keeper[Symbol.asyncDispose]();
  await using next = keeperOf(store);
  show(next, [], [speaking("a", false), speaking("b", true)]);
  await time.pass(1);
  assert.deepEqual(next.entries.map(({ what, nodes, note }) => [what, nodes, note]), [
    ["session-up", ["a"], undefined],
    ["session-down", ["a"], "FRR: BFD down received"],
  ]);
});
