import assert from "node:assert/strict";
import { FakeTime } from "../../fake_time.ts";
import type { Fault } from "./fault.ts";
import { FaultyWorld } from "./faulty_world.ts";
import { Observer, patienceMs } from "./observer.ts";
import { nodes, play } from "./play.ts";

/** Asserts that the order of each address has at least as many nodes as are alive. */
function standbysStay(world: FaultyWorld): void {
  const alive = [...world.nodes.values()].filter((node) => node.isAlive).length;
  for (const { name, order } of world.services) assert.ok(order.length >= alive, `${name}: ${order}`);
}

Deno.test("while the watch of Leases is silent, no standby is removed, and a dead node is replaced as fast as usual", () =>
  play({
    faults: ["controller-a", "controller-b"].map((agent): Fault => ({
      type: "stall",
      agent,
      kind: "Lease",
      direction: "watch",
      begins: 0,
      ends: 150_000,
    })),
    lastsMs: 150_000,
    death: { node: "node-2", at: 70_000 },
    onLook: (world, now) => now < 70_000 && standbysStay(world),
  }));

Deno.test.each([{ everyMs: 15_000 }, { everyMs: 30_000 }])(
  "a dead node leaves all orders after 40 s even if the watch of Leases breaks every $everyMs ms",
  ({ everyMs }) =>
    play({
      faults: Array.from({ length: 120_000 / everyMs }, (_, time) =>
        ["controller-a", "controller-b"].map((agent): Fault => ({
          type: "reset",
          agent,
          kind: "Lease",
          direction: "watch",
          begins: time * everyMs + 1,
          ends: time * everyMs + 2,
        }))).flat(),
      lastsMs: 120_000,
      death: { node: "node-2", at: 5_000 },
      onLook: (world, now) => {
        if (now < 60_000) {
          return;
        }
        for (const { name, order } of world.services) {
          assert.ok(!order.includes("node-2"), `${name}: ${order}, ${now} ms`);
        }
      },
    }),
);

Deno.test("while no announcer can renew its Lease, the plan stays, conditions report only known facts, and failover works", () =>
  play({
    faults: nodes.map((agent): Fault => ({
      type: "stall",
      agent,
      kind: "Lease",
      direction: "write",
      begins: 0,
      ends: 150_000,
    })),
    lastsMs: 150_000,
    death: { node: "node-3", at: 90_000 },
    onLook: (world, now) => {
      if (now < 90_000) standbysStay(world);
      if (now > 60_000 && now < 150_000) {
        for (const { announced } of world.services) assert.match(announced, /^(Unknown|True)/);
      }
    },
  }));

Deno.test.each<{ name: string; fault: Omit<Fault, "begins" | "ends"> }>([
  { name: "every connection hangs", fault: { type: "freeze" } },
  { name: "half a line arrives on every watch", fault: { type: "half", direction: "watch" } },
  { name: "every watch delivers a byte a second", fault: { type: "drip", direction: "watch" } },
  { name: "no line of a watch can be read", fault: { type: "garbage", direction: "watch" } },
  { name: "all watches are silent, and the server accepts no new one", fault: { type: "stall", direction: "watch" } },
  { name: "all watches break, and the server breaks new ones", fault: { type: "reset", direction: "watch" } },
  { name: "the server refuses all new watches with 503", fault: { type: "down", direction: "watch" } },
  {
    name: "half an answer arrives to every write of a Service",
    fault: { type: "half", kind: "Service", direction: "write" },
  },
  { name: "the watches of Services are silent", fault: { type: "stall", kind: "Service", direction: "watch" } },
  { name: "the watches of VirtualIPs are silent", fault: { type: "stall", kind: "VirtualIP", direction: "watch" } },
])("a new Service is announced within 20 s even if $name", ({ fault }) =>
  play({
    faults: [{ ...fault, begins: 0, ends: 60_000 }],
    lastsMs: 60_000,
    madeAt: 500,
    onLook: ({ services }, now) => {
      const seen = services.find(({ name }) => name === "new");
      if (now >= patienceMs) assert.equal(seen?.announced, "True Announcing", `${now} ms`);
      if (now >= patienceMs) assert.equal(seen?.by.length, 1, `${now} ms`);
    },
  }));

Deno.test.each([0, 4_000, 8_000, 12_000].map((begins) => ({ begins })))(
  "if a proxy holds events back from $begins ms on, until it has 64 KiB or 30 s have passed, a new Service is announced within 20 s, and later ones within 12 s",
  ({ begins }) => {
    const isThere = ({ services }: FaultyWorld, service: string): boolean =>
      services.some(({ name, announced, by }) =>
        name === service && announced === "True Announcing" && by.length === 1
      );
    return play({
      faults: [{ type: "hold", direction: "watch", begins, ends: begins + 60_000 }],
      lastsMs: begins + 60_000,
      madeAt: begins + 100,
      onLook: (world, now) => {
        const passed = now - begins;
        if (passed === 40_000) world.serve("later");
        if (passed >= patienceMs) assert.ok(isThere(world, "new"), `${passed} ms`);
        if (passed >= 52_000) assert.ok(isThere(world, "later"), `${passed} ms`);
      },
    });
  },
);

Deno.test("if events are lost but bookmarks arrive, everything is right again within 95 s", () =>
  play({
    faults: [{ type: "swallow", begins: 0, ends: 10_000 }],
    lastsMs: 75_000,
    madeAt: 500,
  }));

Deno.test("a program waits for the time in Retry-After", () => {
  let before = 0;
  return play({
    faults: [{ type: "busy", agent: "node-1", kind: "Lease", direction: "write", begins: 0, ends: 60_000 }],
    lastsMs: 60_000,
    onLook: ({ network }, now) => {
      const sent = network.requests.get("node-1 write Lease") ?? 0;
      if (now === 100) before = sent;
      if (now === 60_000) assert.ok(sent - before <= 60 / 5 + 1, `${sent - before} requests in a minute`);
    },
  });
});

Deno.test("the state of an API server that was restored from a backup is accepted", async () => {
  using time = new FakeTime();
  await using world = new FaultyWorld(time, { nodes, services: ["a", "b", "c"] });
  const observer = new Observer(world, time, () => `, ${time.now / 1000} s`);
  await time.pass(20_000);
  const backup = world.server.backup();
  world.withdraw("a");
  world.serve("d");
  for (let times = 0; times < 40; times++) world.server.put({ kind: "Namespace", metadata: { name: "other" } });
  await time.pass(20_000);
  assert.deepEqual(world.services.map(({ name }) => name), ["b", "c", "d"]);
  world.server.restore(backup);
  world.network.breakAll();
  await time.pass(patienceMs);
  assert.deepEqual(world.services.map(({ name }) => name).toSorted(), ["a", "b", "c"]);
  assert.deepEqual(observer.faults(), []);
  world.serve("e");
  world.withdraw("b");
  await time.pass(5_000);
  assert.deepEqual(world.services.map(({ name }) => name).toSorted(), ["a", "c", "e"]);
  assert.deepEqual(observer.faults(), []);
});
