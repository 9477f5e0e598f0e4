import assert from "node:assert/strict";
import fc from "fast-check";
import { annotationUnheard } from "../../../functions/model/names.ts";
import { longestGap } from "./answering.ts";
import { Impostor } from "./impostor.ts";
import { fail, runs, settledMs } from "./search.ts";
import type { VirtualNode } from "./virtual_node.ts";
import { World } from "./world.ts";

interface Scene {
  readonly world: World;
  readonly address: string;
  readonly holder: VirtualNode;
  readonly impostor: Impostor;
}

async function scene(seed: number, phase = 0): Promise<Scene> {
  const world = new World({ seed, nodes: 3, orders: [[1, 2, 3]] });
  await world.run(settledMs + phase);
  const [address = ""] = world.addresses;
  const holder = world.node(world.holders(address).join());
  return { world, address, holder, impostor: new Impostor(world.timeline, world.segment) };
}

/** The time from `since` until another node answered with its own MAC. */
function takenAfter({ world, address, holder }: Scene, since: number): number {
  const taken = world.answers(address, since).find(({ by }) => by.some((name) => name !== holder.name));
  return (taken?.at ?? Infinity) - since;
}

const attacks = [
  { name: "for the address itself", of: "address", boundMs: 2_500 },
  { name: "for its own address", of: "own", boundMs: 15_000 },
] as const;

for (const { name, of, boundMs } of attacks) {
  Deno.test(`forged answers of a dead node, ${name}, delay a takeover by ${boundMs} ms at most, and are reported`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(10_000), fc.nat(20_000), async (seed, phase) => {
        const scened = await scene(seed, phase);
        const { world, address, holder, impostor } = scened;
        impostor.begin(of === "own" ? holder.address : address, holder.mac);
        await world.run(3_000);
        const died = world.now;
        holder.die();
        world.tell(`${holder.name} dies`);
        await world.run(boundMs + 5_000);
        const taken = takenAfter(scened, died);
        if (taken > boundMs) fail(world, `${address} was taken over after ${taken} ms`);
        const gap = longestGap(world.answers(address, died + taken), world.now);
        if (gap > 0) fail(world, `${address} was given up for ${gap} ms`);
        const told = world.api.conflicts.find((each) => each.includes(holder.mac) && each.includes("eth0"));
        if (told === undefined) fail(world, "no conflict was reported");
      }),
      runs,
    );
  });
}

Deno.test("forged answers of a dead node delay a takeover by 15000 ms at most, even if the other announcers stall every 4 s", async () => {
  const scened = await scene(1);
  const { world, holder, impostor } = scened;
  impostor.begin(holder.address, holder.mac);
  await world.run(3_000);
  const died = world.now;
  holder.die();
  const others = world.nodes.filter(({ name }) => name !== holder.name);
  for (const since = world.now; world.now < since + 16_000;) {
    await world.run(4_000);
    for (const node of others) node.pause();
    await world.run(400);
    for (const node of others) node.resume();
  }
  const taken = takenAfter(scened, died);
  assert.ok(taken < 15_000, `taken over after ${taken} ms\n${world.story}`);
});

Deno.test("forged answers of a dead node for its own address are reported even if they come and go", async () => {
  const { world, holder, impostor } = await scene(1);
  holder.die();
  await world.run(1_000);
  for (const since = world.now; world.now < since + 25_000;) {
    impostor.answer(holder.address, holder.mac);
    await world.run(2_000);
    impostor.end();
    await world.run(1_000);
  }
  assert.ok(world.api.conflicts.some((each) => each.includes(holder.mac) && each.includes("eth0")), world.story);
});

Deno.test("frames with a dead node's MAC do not make a holder give up its address", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(10_000), fc.nat(6_000), async (seed, after) => {
      const { world, address, holder, impostor } = await scene(seed);
      holder.die();
      await world.run(700);
      const taken = world.now;
      const next = world.holders(address).join();
      assert.notEqual(next, holder.name, world.story);
      await world.run(after);
      impostor.begin(address, holder.mac);
      await world.run(10_000);
      const others = world.answers(address, taken).filter(({ by }) => by.join() !== next);
      if (others.length > 0) fail(world, `${next} did not hold ${address} all the time`);
    }),
    runs,
  );
});

Deno.test.each([
  { forged: "for the address", of: "address" },
  { forged: "for the node's own address", of: "own" },
])(
  "a node was dead when the announcers started: frames with its MAC, $forged, neither move an address nor pass unreported",
  async ({ of }) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(10_000), fc.nat(6_000), async (seed, after) => {
        const { world, address, holder, impostor } = await scene(seed);
        holder.die();
        await world.run(5_000);
        const next = world.holders(address).join();
        const others = world.nodes.filter(({ isUp }) => isUp);
        for (const node of others) {
          node.crash();
          node.start();
          await world.run(3_000);
        }
        await world.run(after);
        const since = world.now;
        const second = new Impostor(world.timeline, world.segment);
        if (of === "own") second.begin(holder.address, holder.mac);
        impostor.begin(address, holder.mac);
        await world.run(20_000);
        const moved = world.answers(address, since).filter(({ by }) => by.join() !== next);
        if (moved.length > 0) fail(world, `${next} did not hold ${address} all the time`);
        if (!world.api.conflicts.some((each) => each.includes(holder.mac))) fail(world, "no conflict was reported");
      }),
      runs,
    );
  },
);

Deno.test("frames with the MAC of a node of better rank do not make a holder give up its address when that node dies", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(10_000), fc.nat(20_000), async (seed, phase) => {
      const { world, address, holder, impostor } = await scene(seed);
      holder.die();
      await world.run(5_000);
      const next = world.holders(address).join();
      holder.boot();
      holder.start();
      await world.run(5_000);
      assert.equal(world.holders(address).join(), next, world.story);
      impostor.begin(address, holder.mac);
      await world.run(phase);
      const died = world.now;
      holder.die();
      world.tell(`${holder.name} dies`);
      await world.run(10_000);
      const moved = world.answers(address, died).filter(({ by }) => by.join() !== next);
      if (moved.length > 0) fail(world, `${next} did not hold ${address} all the time`);
    }),
    runs,
  );
});

Deno.test("frames with the MAC of the planned holder, which is dead, do not make the previous holder give up its address", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(10_000), fc.nat(1_000), async (seed, later) => {
      const { world, address, holder, impostor } = await scene(seed);
      const [next] = world.nodes.filter((node) => node !== holder);
      assert.ok(next !== undefined);
      const second = new Impostor(world.timeline, world.segment);
      second.begin(next.address, next.mac);
      next.die();
      impostor.begin(address, next.mac);
      await world.run(later);
      const since = world.now;
      world.plan(address, [next, ...world.nodes.filter((node) => node !== next)].map(({ name }) => name), 2);
      await world.run(20_000);
      const moved = world.answers(address, since).filter(({ by }) => by.join() !== holder.name);
      if (moved.length > 0) fail(world, `${holder.name} did not hold ${address} all the time`);
    }),
    runs,
  );
});

Deno.test("heartbeats are lost, ARP works, and every announcer restarts: no address moves", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(10_000), fc.nat(20_000), async (seed, phase) => {
      const { world, address, holder } = await scene(seed, phase);
      world.segment.datagramsPass = false;
      await world.run(10_000);
      const since = world.now;
      for (const node of world.nodes) {
        node.crash();
        node.start();
        await world.run(10_000);
      }
      await world.run(20_000);
      const others = world.answers(address, since).filter(({ by }) => by.length > 0 && by.join() !== holder.name);
      if (others.length > 0) fail(world, `${address} moved`);
    }),
    runs,
  );
});

Deno.test.each([{ hasApi: true }, { hasApi: false }])(
  "while all heartbeats are lost for a minute and ARP works, no node answers with another MAC; API server reachable: $hasApi",
  async ({ hasApi }) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(10_000), fc.nat(20_000), async (seed, phase) => {
        const { world, address, holder } = await scene(seed, phase);
        const since = world.now;
        world.api.isDown = !hasApi;
        world.segment.datagramsPass = false;
        await world.run(5_000);
        const told = [...world.api.leases.values()].filter(({ metadata: { annotations } }) =>
          annotations?.[annotationUnheard]?.split(",").length === 2
        );
        if (hasApi && told.length < 3) fail(world, "not every Lease lists the nodes that are not heard");
        await world.run(55_000);
        world.segment.datagramsPass = true;
        world.api.isDown = false;
        await world.run(3_000);
        if (world.answers(address, since).some(({ by }) => by.join() !== holder.name)) fail(world, `${address} moved`);
      }),
      runs,
    );
  },
);

Deno.test("an announcer that is away for a minute keeps its addresses if its kubelet renews its Lease", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(10_000), fc.nat(20_000), async (seed, phase) => {
      const { world, address, holder } = await scene(seed, phase);
      const since = world.now;
      holder.crash();
      await world.run(60_000);
      holder.start();
      await world.run(3_000);
      const others = world.answers(address, since).filter(({ by }) => by.length > 0 && by.join() !== holder.name);
      if (others.length > 0) fail(world, `${address} moved`);
    }),
    runs,
  );
});
