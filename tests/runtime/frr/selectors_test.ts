import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { decide } from "../../../functions/decide.ts";
import { route } from "../../../functions/route.ts";
import { readManifests } from "../../../runtime/reading/read_manifests.ts";
import { eventually } from "./frr_host.ts";
import { NodesAndRouter } from "./nodes.ts";
import { planOf } from "./plans.ts";
import { whenPaths } from "./router.ts";
import { routers } from "./routers.ts";

const peer = "myASN: 64512, peerASN: 64513, peerAddress: 172.16.0.1, connectTime: 1s";
const rackA = "nodeSelectors: [{matchLabels: {rack: a}}]";
const address = "172.16.16.201";
const services = fileURLToPath(new URL("../../fixtures/bgp_selected/services.yaml", import.meta.url));

for (const { name, ignore, start } of routers) {
  Deno.test(
    { name: `${name} receives only the prefixes that objects select, and only from selected nodes`, ignore },
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

  Deno.test({ name: `${name} receives routes only of the Services that pools and labels select`, ignore }, async () => {
    await using lab = await NodesAndRouter.create(1);
    const [node] = lab.nodes;
    assert.ok(node);
    const { observed, secrets } = await readManifests([services]);
    const [object] = observed.nodes;
    assert.ok(object);
    const { virtualIPs } = decide(observed);
    const neighbors = [{ address: node.host.address }];
    await using router = await start({ world: lab.world, host: lab.router, neighbors });
    await node.desk.tell(route({ ...observed, node: object, virtualIPs, secrets }));
    const heard = Object.entries({ "172.16.16.1/32": ["64512:1", "64512:3"], "172.16.17.1/32": ["64512:2"] });
    for (const [prefix, communities] of heard) {
      const [path] = await whenPaths(router, prefix, (paths) => paths.length === 1);
      assert.deepEqual(path?.communities, communities);
    }
    assert.equal(await router.count(), heard.length);
  });
}
