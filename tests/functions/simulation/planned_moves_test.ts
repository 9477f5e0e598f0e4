import assert from "node:assert/strict";
import fc from "fast-check";
import { longestDouble, longestGap } from "./answering.ts";
import { clusters, disturb } from "./disturbance.ts";
import { fail, runs, settledMs } from "./search.ts";
import { World } from "./world.ts";

Deno.test("planned moves make before break", async () => {
  await fc.assert(
    fc.asyncProperty(clusters(), fc.array(fc.integer({ min: 1, max: 5 })), async (cluster, targets) => {
      const world = new World(cluster);
      await world.run(settledMs);
      const since = world.now;
      for (const node of targets) {
        await disturb(world, [{ after: 0, disturbance: { what: "move", address: 0, node } }]);
        await world.run(2_500);
      }
      for (const node of targets.slice(0, cluster.nodes - 1)) {
        await disturb(world, [{ after: 0, disturbance: { what: "drain", node } }]);
        await world.run(2_500);
        await disturb(world, [{ after: 0, disturbance: { what: "undrain", node } }]);
        await world.run(500);
      }
      for (const address of world.addresses) {
        const answerings = world.answers(address, since);
        if (longestGap(answerings, world.now) > 30) fail(world, `${address} was unanswered`);
        if (longestDouble(answerings, world.now) > 1_000) fail(world, `${address} was answered twice for too long`);
      }
      if (world.api.conflicts.length > 0) fail(world, world.api.conflicts.join("\n"));
    }),
    { ...runs, numRuns: 4 },
  );
});

Deno.test("a drained node that has not heard of it, and announces the address once more, is no stranger", async () => {
  /** Its first refresh, on a whole second; the other has reported that it has the address, and is answered a moment later. */
  const refreshMs = 65_000;
  await Promise.all([140, 120, 100].map(async (before) => {
    const world = new World({ seed: 1, nodes: 3, orders: [[1, 2, 3]] });
    await world.run(refreshMs - before);
    world.node("n1").process?.view.cut();
    await disturb(world, [{ after: 0, disturbance: { what: "drain", node: 1 } }]);
    await world.run(5_000);
    const [address = ""] = world.addresses;
    assert.deepEqual(world.holders(address), ["n2"], world.story);
    assert.deepEqual(world.api.conflicts, [], world.story);
  }));
});

Deno.test("one that can hear of it in no way, and goes on, is named to the user, and takes nothing", async () => {
  const world = new World({ seed: 1, nodes: 3, orders: [[1, 2, 3]] });
  await world.run(settledMs);
  world.node("n1").process?.view.cut();
  world.segment.datagramsPass = false;
  await disturb(world, [{ after: 0, disturbance: { what: "drain", node: 1 } }]);
  await world.run(10_000);
  const [address = ""] = world.addresses;
  assert.equal(world.virtualIP(address)?.status?.node, "n2", world.story);
  assert.match(
    world.api.conflicts.at(-1) ?? "",
    /: node n1 \(02:.+\) speaks for this address too, .+ node n2 defends it/,
  );
});

/** One node's watch is cut before the plan changes; another is to have the address. */
const unheard: readonly {
  readonly name: string;
  readonly cluster: ConstructorParameters<typeof World>[0];
  readonly deaf: string;
  readonly change: Parameters<typeof disturb>[1][number]["disturbance"];
  readonly holder: string;
  readonly doubleMs: number;
}[] = [
  {
    name: "a node that has not heard of a new plan gives way to the one that has",
    cluster: { seed: 1, nodes: 3, orders: [[1, 2, 3]] },
    deaf: "n1",
    change: { what: "move", address: 0, node: 2 },
    holder: "n2",
    doubleMs: 1_000,
  },
  {
    name: "a drained node that has not heard of it gives way to the one that takes the address",
    cluster: { seed: 1, nodes: 3, orders: [[1, 2, 3]] },
    deaf: "n1",
    change: { what: "drain", node: 1 },
    holder: "n2",
    doubleMs: 1_500,
  },
  {
    name: "a node that has not heard of a new plan gives way also to one that is not in its own",
    cluster: { seed: 0, nodes: 4, orders: [[4, 3, 2]] },
    deaf: "n4",
    change: { what: "move", address: 0, node: 1 },
    holder: "n1",
    doubleMs: 1_000,
  },
];

for (const { name, cluster, deaf, change, holder, doubleMs } of unheard) {
  Deno.test(name, async () => {
    const world = new World(cluster);
    await world.run(settledMs);
    world.node(deaf).process?.view.cut();
    await disturb(world, [{ after: 0, disturbance: change }]);
    await world.run(3_000);
    const [address = ""] = world.addresses;
    assert.deepEqual(world.holders(address), [holder], world.story);
    assert.ok(longestDouble(world.answers(address), world.now) <= doubleMs, world.story);
  });
}

Deno.test("a node that comes into the order before its Lease is known, and leaves it later, is no stranger", async () => {
  for (const order of [[2, 4], [3, 5, 4]]) {
    const world = new World({ seed: 0, nodes: 5, orders: [order] });
    await world.run(settledMs);
    for (const node of [2, 1]) {
      await disturb(world, [{ after: 0, disturbance: { what: "move", address: 0, node } }]);
      await world.run(2_500);
    }
    await disturb(world, [{ after: 0, disturbance: { what: "drain", node: 2 } }]);
    await world.run(3_000);
    assert.deepEqual(world.api.conflicts, [], world.story);
  }
});

Deno.test("a drained node whose first standby has no link gives the address to the second", async () => {
  const world = new World({ seed: 0, nodes: 5, orders: [[5, 3, 1]] });
  await world.run(settledMs);
  await disturb(world, [{ after: 0, disturbance: { what: "unplug", node: 3 } }]);
  await disturb(world, [{ after: 400, disturbance: { what: "drain", node: 5 } }]);
  const drained = world.now;
  await world.run(3_000);
  const [address = ""] = world.addresses;
  assert.deepEqual(world.holders(address), ["n1"], world.story);
  assert.ok(longestGap(world.answers(address, drained), world.now) <= 30, world.story);
});

Deno.test("an address that is given to a node without a link is soon answered again by the one that had it", async () => {
  const world = new World({ seed: 1, nodes: 3, orders: [[2, 3]] });
  await world.run(settledMs);
  await disturb(world, [{ after: 0, disturbance: { what: "unplug", node: 1 } }]);
  await disturb(world, [{ after: 400, disturbance: { what: "move", address: 0, node: 1 } }]);
  const moved = world.now;
  await world.run(6_000);
  const [address = ""] = world.addresses;
  assert.deepEqual(world.holders(address), ["n2"], world.story);
  assert.ok(longestGap(world.answers(address, moved), world.now) < 3_000, world.story);
});
