import assert from "node:assert/strict";
import { eventually } from "./frr_host.ts";
import { NodesAndRouter } from "./nodes.ts";
import { planOf } from "./plans.ts";
import { whenPaths } from "./router.ts";
import { routers } from "./routers.ts";

const peer = "myASN: 64512, peerASN: 64513, peerAddress: 172.16.0.1, connectTime: 1s";
const rackA = "nodeSelectors: [{matchLabels: {rack: a}}]";
const address = "172.16.16.201";

for (const { name, ignore, start } of routers) {
  Deno.test(
    { name: `${name} hears from the nodes, and of the prefixes, that objects select`, ignore },
    async (test) => {
      await using lab = await NodesAndRouter.create(2);
      const [inA, inB] = lab.nodes;
      assert.ok(inA !== undefined && inB !== undefined);
      const neighbors = lab.nodes.map(({ host }) => ({ address: host.address }));
      await using router = await start({ world: lab.world, host: lab.router, neighbors });
      const racks = [[inA, "a"], [inB, "b"]] as const;
      const tell = async (plan: Omit<Parameters<typeof planOf>[0], "addresses">): Promise<void> => {
        await Promise.all(
          racks.map(([{ desk }, rack]) => desk.tell(planOf({ ...plan, labels: { rack }, addresses: [address] }))),
        );
      };
      const nextHops = async (prefix: string, count: number): Promise<readonly string[]> =>
        (await whenPaths(router, prefix, ({ length }) => length === count)).map(({ nextHop }) => nextHop).sort();

      await test.step("nodeSelectors and peers of a BGPAdvertisement", async () => {
        await tell({
          peers: { router: peer },
          advertisements: {
            some: rackA,
            all: "aggregationLength: 24",
            others: "aggregationLength: 20, peers: [other]",
          },
        });
        assert.deepEqual(await nextHops("172.16.16.0/24", 2), [inA.host.address, inB.host.address]);
        assert.deepEqual(await nextHops(`${address}/32`, 1), [inA.host.address]);
        assert.deepEqual(await router.paths("172.16.16.0/20"), []);
      });

      await test.step("nodeSelectors of a BGPPeer", async () => {
        await tell({ peers: { router: `${peer}, ${rackA}` } });
        await eventually(
          "the other node has closed its session",
          async () => !await router.hasSession(inB.host.address),
        );
        assert.deepEqual(await nextHops(`${address}/32`, 1), [inA.host.address]);
      });
    },
  );
}
