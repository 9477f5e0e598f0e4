import fc from "fast-check";
import { longestDouble } from "./answering.ts";
import { announcerTroubles, clusters, disturb, leasesRunOut, troubles, wholeSegmentTroubles } from "./disturbance.ts";
import { fail, runs, settledMs } from "./search.ts";
import { World } from "./world.ts";

/** A node waits 3 s for a missing claim. It may have to do that for a few nodes, one after the other. */
const quietMs = 12_000;

/** The numbers of the nodes whose cables stay unplugged; mostly none. */
const cablesOut = fc.oneof({ weight: 2, arbitrary: fc.constant<number[]>([]) }, fc.subarray([1, 2, 3, 4, 5]));

Deno.test("whatever happens, in the end one node answers for each address", async () => {
  await fc.assert(
    fc.asyncProperty(clusters(), troubles, cablesOut, async (cluster, troubled, out) => {
      const world = new World(cluster);
      await world.run(settledMs);
      await disturb(world, troubled);
      world.segment.loss = 0;
      for (const [index, node] of world.nodes.entries()) {
        node.setCarrier(!out.includes(index + 1));
        world.segment.put(node, 0);
        node.process?.view.restore();
      }
      world.tell("all is quiet");
      const quiet = world.now;
      await world.run(quietMs);
      for (const address of world.addresses) {
        const order = world.virtualIP(address)?.spec.l2?.order.map((entry) => entry.node) ?? [];
        const answerings = world.answers(address, quiet);
        const able = order.filter((name) => world.node(name).canAnnounce);
        const [holder, ...others] = world.holders(address);
        if (longestDouble(answerings, world.now) > 1_500) fail(world, `${address} was answered twice for too long`);
        if (others.length > 0) fail(world, `${address} has ${world.holders(address)}`);
        if (able.length === 0) continue;
        if (holder === undefined) fail(world, `${address} is not answered, though ${able} could`);
        if (!world.node(holder).isUp) fail(world, `${address} is answered for ${holder}, which is down`);
        if (answerings.some(({ at }) => at > quiet + quietMs - 2_000)) fail(world, `${address} does not come to rest`);
        // If a node took the address in a partition and then died, the status still names this node for a while.
        const told = world.virtualIP(address)?.status?.node;
        const isDead = world.nodes.some(({ name, isUp }) => name === told && !isUp);
        if (world.node(holder).canAnnounce && told !== holder && !isDead) {
          fail(world, `the status of ${address} names ${told}`);
        }
      }
      leasesRunOut(world);
      await world.run(settledMs);
      for (const address of world.addresses) {
        const order = world.virtualIP(address)?.spec.l2?.order.map((entry) => entry.node) ?? [];
        if (!order.some((name) => world.node(name).canAnnounce)) continue;
        const holder = world.holders(address).join();
        if (!order.includes(holder)) fail(world, `${address} is answered by [${holder}], without a Lease`);
        const told = world.virtualIP(address)?.status?.node;
        if (told !== holder) fail(world, `the status of ${address} names ${told}`);
      }
    }),
    runs,
  );
});

Deno.test("whatever happens without a partition, two nodes answer for at most 1.5 s", async () => {
  await fc.assert(
    fc.asyncProperty(clusters(), wholeSegmentTroubles, async (cluster, troubled) => {
      const world = new World(cluster);
      await world.run(settledMs);
      await disturb(world, troubled);
      await world.run(3_000);
      for (const address of world.addresses) {
        if (longestDouble(world.answers(address), world.now) > 1_500) fail(world, `${address} was answered twice`);
      }
    }),
    runs,
  );
});

Deno.test("whatever happens to announcers only, nothing moves, even if recorded heartbeats are sent again", async () => {
  await fc.assert(
    fc.asyncProperty(clusters(), announcerTroubles, async (cluster, troubled) => {
      const world = new World(cluster);
      world.segment.replays = 0.3;
      await world.run(settledMs);
      const before = new Map(world.addresses.map((address) => [address, world.holders(address).join()]));
      const since = world.now;
      await disturb(world, troubled);
      await world.run(3_000);
      for (const node of world.nodes) node.resume();
      // An announcer that got SIGTERM while it was paused ends now.
      await world.run(1_000);
      for (const node of world.nodes) node.start();
      world.tell("all announcers run");
      await world.run(3_000);
      for (const [address, holder] of before) {
        for (const { by } of world.answers(address, since)) {
          if (by.length > 0 && by.join() !== holder) fail(world, `${address} moved`);
        }
        if (world.holders(address).join() !== holder) fail(world, `${address} is not answered`);
      }
    }),
    runs,
  );
});
