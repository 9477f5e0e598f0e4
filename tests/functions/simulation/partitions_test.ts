import assert from "node:assert/strict";
import fc from "fast-check";
import { longestDouble, longestGap } from "./answering.ts";
import { clusters, disturb } from "./disturbance.ts";
import { fail, runs, settledMs } from "./search.ts";
import { World } from "./world.ts";

Deno.test("when the cable of a node that took an address in a partition is cut, the status no longer names the node", async () => {
  const world = new World({ seed: 1, nodes: 3, orders: [[2, 1, 3]] });
  await world.run(settledMs);
  const [address = ""] = world.addresses;
  await disturb(world, [{ after: 0, disturbance: { what: "partition", nodes: [1] } }]);
  await world.run(1_000);
  assert.equal(world.virtualIP(address)?.status?.node, "n1", world.story);
  await disturb(world, [{ after: 0, disturbance: { what: "unplug", node: 1 } }]);
  await world.run(1_000);
  assert.equal(world.virtualIP(address)?.status?.node, "n2", world.story);
});

Deno.test("while heartbeats are lost and the segment is whole, no address moves, and no other node answers", async () => {
  await fc.assert(
    fc.asyncProperty(clusters(), fc.integer({ min: 1, max: 8_000 }), async (cluster, apart) => {
      const world = new World(cluster);
      await world.run(settledMs);
      const since = world.now;
      const before = new Map(world.addresses.map((address) => [address, world.holders(address).join()]));
      world.segment.datagramsPass = false;
      await world.run(apart);
      world.segment.datagramsPass = true;
      await world.run(3_000);
      for (const [address, holder] of before) {
        if (world.answers(address, since).some(({ by }) => by.join() !== holder)) fail(world, `${address} moved`);
      }
    }),
    runs,
  );
});

/**
 * `nodesMeet`: true if heartbeats arrive again after the partition has healed. If they do not, the status may name a
 * node other than the holder.
 */
const healings: readonly { readonly name: string; readonly nodesMeet: boolean; readonly doubleMs: number }[] = [
  {
    name: "when a partition heals but heartbeats stay lost, two nodes answer for one address for at most 3.5 s",
    nodesMeet: false,
    doubleMs: 3_500,
  },
  {
    name: "when a partition heals, two nodes answer for one address for at most 1 s",
    nodesMeet: true,
    doubleMs: 1_000,
  },
];

for (const { name, nodesMeet, doubleMs } of healings) {
  Deno.test(name, async () => {
    const parts = fc.tuple(fc.subarray([1, 2, 3, 4, 5]), fc.integer({ min: 500, max: 8_000 }));
    await fc.assert(
      fc.asyncProperty(clusters(), parts, async (cluster, [nodes, apart]) => {
        const world = new World(cluster);
        await world.run(settledMs);
        await disturb(world, [{ after: 0, disturbance: { what: "partition", nodes } }]);
        await world.run(apart);
        world.segment.datagramsPass = nodesMeet;
        await disturb(world, [{ after: 0, disturbance: { what: "heal" } }]);
        const healed = world.now;
        await world.run(8_000);
        for (const address of world.addresses) {
          const answerings = world.answers(address, healed);
          const isDouble = longestDouble(answerings, world.now) > doubleMs;
          if (isDouble) fail(world, `${address} was answered twice for too long`);
          if (longestGap(answerings, world.now) > 30) fail(world, `${address} was unanswered`);
          const [holder = ""] = world.holders(address);
          if (world.neighbour.cached(address) !== world.node(holder).mac) {
            fail(world, `a host looks for ${address} elsewhere`);
          }
          const told = world.virtualIP(address)?.status?.node;
          if (nodesMeet && told !== holder) fail(world, `the status of ${address} names ${told}`);
        }
      }),
      runs,
    );
  });
}
