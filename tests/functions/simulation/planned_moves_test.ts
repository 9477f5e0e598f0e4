import assert from "node:assert/strict";
import fc from "fast-check";
import { longestDouble, longestGap } from "./answering.ts";
import { clusters, disturb } from "./disturbance.ts";
import { fail, runs, settledMs } from "./search.ts";
import { World } from "./world.ts";

/** Clients keep the previous holder's MAC in their neighbor tables meanwhile, so they notice no gap of this length. */
const unnoticedMs = 30;

Deno.test("in a planned move, an address is unanswered for 30 ms at most, and answered twice for 1 s at most", async () => {
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
        if (longestGap(answerings, world.now) > unnoticedMs) fail(world, `${address} was unanswered`);
        if (longestDouble(answerings, world.now) > 1_000) fail(world, `${address} was answered twice for too long`);
      }
      if (world.api.conflicts.length > 0) fail(world, world.api.conflicts.join("\n"));
    }),
    { ...runs, numRuns: 4 },
  );
});

Deno.test("a drained node that announces its address once more, before it hears of the drain, is not reported as a stranger", async () => {
  /** The time of the node's first refresh, in ms of the world's time. The drain comes shortly before. */
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

Deno.test("a drained node without API server and heartbeats gives way within 2 s to the node whose MAC it sees, and takes no address", async () => {
  const world = new World({ seed: 1, nodes: 3, orders: [[1, 2, 3]] });
  await world.run(settledMs);
  world.node("n1").process?.view.cut();
  world.segment.datagramsPass = false;
  const drained = world.now;
  await disturb(world, [{ after: 0, disturbance: { what: "drain", node: 1 } }]);
  await world.run(10_000);
  const [address = ""] = world.addresses;
  assert.equal(world.virtualIP(address)?.status?.node, "n2", world.story);
  assert.equal(world.holders(address).join(), "n2", world.story);
  assert.ok(longestDouble(world.answers(address, drained), world.now) <= 2_000, world.story);
});

/** The node `deaf` loses its watch before the plan changes. The new plan gives the address to another node. */
const unheard: readonly {
  readonly name: string;
  readonly cluster: ConstructorParameters<typeof World>[0];
  readonly deaf: string;
  readonly change: Parameters<typeof disturb>[1][number]["disturbance"];
  readonly holder: string;
  readonly doubleMs: number;
}[] = [
  {
    name: "a node that does not know the new plan gives way to a node that does",
    cluster: { seed: 1, nodes: 3, orders: [[1, 2, 3]] },
    deaf: "n1",
    change: { what: "move", address: 0, node: 2 },
    holder: "n2",
    doubleMs: 1_000,
  },
  {
    name: "a drained node that does not know of the drain gives way to the node that takes the address",
    cluster: { seed: 1, nodes: 3, orders: [[1, 2, 3]] },
    deaf: "n1",
    change: { what: "drain", node: 1 },
    holder: "n2",
    doubleMs: 1_500,
  },
  {
    name: "a node that does not know the new plan gives way even to a node that its own plan does not name",
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

Deno.test("a node that joins the order before its Lease is known, and leaves it later, is not reported as a stranger", async () => {
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

Deno.test("an address moves to a node outside its order, whose standbys are outside it too: it is unanswered for 30 ms at most", async () => {
  const world = new World({ seed: 1, nodes: 5, orders: [[1, 2, 3]] });
  await world.run(settledMs);
  const since = world.now;
  const newStandby = { what: "undrain", node: 5 } as const;
  const gone = [1, 2, 3].map((node) => ({ what: "drain", node }) as const);
  const changes = [{ what: "move", address: 0, node: 4 } as const, newStandby, ...gone];
  await disturb(world, changes.map((disturbance) => ({ after: 0, disturbance })));
  await world.run(5_000);
  const [address = ""] = world.addresses;
  assert.deepEqual(world.holders(address), ["n4"], world.story);
  assert.deepEqual(world.virtualIP(address)?.spec.l2?.order.map(({ node }) => node), ["n4", "n5"]);
  assert.equal(world.virtualIP(address)?.status?.node, "n4", world.story);
  const answerings = world.answers(address, since);
  assert.ok(longestGap(answerings, world.now) <= unnoticedMs, world.story);
  assert.ok(longestDouble(answerings, world.now) <= 1_000, world.story);
  assert.deepEqual(world.api.conflicts, [], world.story);
  world.node("n4").die();
  const died = world.now;
  await world.run(3_000);
  assert.deepEqual(world.holders(address), ["n5"], world.story);
  assert.ok(longestGap(world.answers(address, died), world.now) <= 400, world.story);
});

Deno.test("a drained node whose first standby has no link gives the address to the second standby", async () => {
  const world = new World({ seed: 0, nodes: 5, orders: [[5, 3, 1]] });
  await world.run(settledMs);
  await disturb(world, [{ after: 0, disturbance: { what: "unplug", node: 3 } }]);
  await disturb(world, [{ after: 400, disturbance: { what: "drain", node: 5 } }]);
  const drained = world.now;
  await world.run(3_000);
  const [address = ""] = world.addresses;
  assert.deepEqual(world.holders(address), ["n1"], world.story);
  assert.ok(longestGap(world.answers(address, drained), world.now) <= unnoticedMs, world.story);
});

Deno.test("an address that moves to a node without a link is soon answered again by its previous holder", async () => {
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
