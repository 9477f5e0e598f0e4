import assert from "node:assert/strict";
import fc from "fast-check";
import { longestDouble, longestGap } from "./answering.ts";
import { clusters, disturb } from "./disturbance.ts";
import { fail, runs, settledMs } from "./search.ts";
import { World } from "./world.ts";

Deno.test("if an announcer is absent, its addresses are answered within 700 ms", async () => {
  const ways = fc.constantFrom("crash", "pause", "stop");
  await fc.assert(
    fc.asyncProperty(clusters(), ways, fc.nat(300), fc.nat(5_000), async (cluster, way, phase, away) => {
      const world = new World(cluster);
      await world.run(settledMs + phase);
      const since = world.now;
      const node = world.node(world.holders(world.addresses[0] ?? "")[0] ?? "");
      world.tell(`${way} ${node.name}`);
      if (way === "crash") node.crash();
      else if (way === "pause") node.pause();
      else node.stop();
      await world.run(1_000 + away);
      world.tell(`back is ${node.name}`);
      node.resume();
      node.start();
      await world.run(3_000);
      for (const address of world.addresses) {
        const gap = longestGap(world.answers(address, since), world.now);
        if (gap > (way === "stop" ? 30 : 700)) fail(world, `${address} was unanswered for ${gap} ms`);
      }
    }),
    runs,
  );
});

Deno.test("a dead node's addresses are answered within 700 ms, and the node takes none back when it returns", async () => {
  const delays = fc.tuple(fc.nat(300), fc.nat(4_000), fc.nat(4_000));
  const ways = fc.record({ way: fc.constantFrom("die", "unplug"), hasApi: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(clusters(), ways, delays, async (cluster, { way, hasApi }, [phase, down, kernelOnly]) => {
      const world = new World(cluster);
      await world.run(settledMs + phase);
      const died = world.now;
      const node = world.node(world.holders(world.addresses[0] ?? "")[0] ?? "");
      const lost = world.addresses.filter((address) => world.holders(address).includes(node.name));
      if (!hasApi) world.api.isDown = true;
      world.tell(`${way} ${node.name}`);
      if (way === "die") node.die();
      else node.setCarrier(false);
      await world.run(700);
      const after = new Map(world.addresses.map((address) => [address, world.holders(address).join()]));
      for (const address of lost) if (after.get(address) === "") fail(world, `${address} was not taken over in time`);
      const since = world.now;
      await world.run(down);
      world.tell(`kernel and link of ${node.name} are back`);
      if (way === "die") node.boot();
      else node.setCarrier(true);
      await world.run(kernelOnly);
      world.tell(`announcer of ${node.name} is back`);
      node.start();
      await world.run(5_000);
      world.api.isDown = false;
      await world.run(1_000);
      for (const address of world.addresses) {
        const answerings = world.answers(address, since);
        if (answerings.some(({ by }) => by.join() !== after.get(address))) fail(world, `${address} moved back`);
        if (longestDouble(world.answers(address, died), world.now) > 0) fail(world, `${address} was answered twice`);
        const heeded = world.nodes.find((each) => each.mac === world.neighbour.cached(address))?.name;
        if (heeded !== after.get(address)) fail(world, `a host looks for ${address} at ${heeded}`);
        const told = world.virtualIP(address)?.status?.node;
        if (told !== after.get(address)) fail(world, `the status of ${address} names ${told}`);
      }
    }),
    runs,
  );
});

Deno.test("no address moves while the segment loses frames and processes run late", async () => {
  await fc.assert(
    fc.asyncProperty(clusters(), async (cluster) => {
      const world = new World({ ...cluster, jitterMs: 40 });
      world.segment.loss = 0.03;
      await world.run(settledMs);
      const since = world.now;
      const before = new Map(world.addresses.map((address) => [address, world.holders(address).join()]));
      await world.run(30_000);
      for (const address of world.addresses) {
        if (world.answers(address, since).some(({ by }) => by.join() !== before.get(address))) {
          fail(world, `${address} moved`);
        }
      }
    }),
    { ...runs, numRuns: 2 },
  );
});

Deno.test("no address moves while the API server and an announcer restart", async () => {
  await fc.assert(
    fc.asyncProperty(clusters(), fc.nat(5_000), fc.integer({ min: 1, max: 5 }), async (cluster, away, number) => {
      const world = new World(cluster);
      await world.run(settledMs);
      const since = world.now;
      const before = new Map(world.addresses.map((address) => [address, world.holders(address).join()]));
      world.api.isDown = true;
      await disturb(world, [{ after: away, disturbance: { what: "stop", node: number } }]);
      await disturb(world, [{ after: 1_000, disturbance: { what: "start", node: number } }]);
      await world.run(2_000);
      world.api.isDown = false;
      await world.run(3_000);
      for (const [address, holder] of before) {
        if (world.answers(address, since).some(({ by }) => by.join() !== holder)) fail(world, `${address} moved`);
      }
    }),
    runs,
  );
});

Deno.test("a holder whose heartbeats are heard but whose answers are lost is replaced", async () => {
  await fc.assert(
    fc.asyncProperty(clusters(), async (cluster) => {
      const world = new World(cluster);
      await world.run(settledMs);
      const [address = ""] = world.addresses;
      const node = world.node(world.holders(address)[0] ?? "");
      const mine = world.addresses.filter((each) => world.holders(each).includes(node.name));
      const wire = node.process?.wire;
      assert.ok(wire !== undefined);
      world.tell(`${node.name} is muffled`);
      wire.isMuffled = true;
      await world.run(40_000);
      for (const each of mine) {
        const [holder = ""] = world.holders(each);
        if (holder === "" || holder === node.name) fail(world, `${each} is not answered`);
        if (world.virtualIP(each)?.status?.node !== holder) fail(world, `the status of ${each} names another`);
      }
      const after = new Map(world.addresses.map((each) => [each, world.holders(each).join()]));
      const since = world.now;
      wire.isMuffled = false;
      await world.run(70_000);
      for (const [each, holder] of after) {
        if (world.answers(each, since).some(({ by }) => by.join() !== holder)) fail(world, `${each} moved again`);
      }
    }),
    { ...runs, numRuns: 3 },
  );
});
