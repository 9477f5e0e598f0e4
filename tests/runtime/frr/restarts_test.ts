import assert from "node:assert/strict";
import { eventually } from "./frr_host.ts";
import { NodesAndRouter } from "./nodes.ts";
import { planOf } from "./plans.ts";
import { whenPaths } from "./router.ts";
import { routers } from "./routers.ts";

const peer = "myASN: 64512, peerASN: 64513, peerAddress: 172.16.0.1, connectTime: 1s";
const address = "172.16.16.201";

for (const { name, ignore, start } of routers) {
  Deno.test({
    name: `${name} keeps the routes during a restart of bgpd with graceful restart, and drops them without it`,
    ignore,
  }, async (test) => {
    await using lab = await NodesAndRouter.create(1);
    const [node] = lab.nodes;
    assert.ok(node);
    const { host: { address: own }, frr, desk } = node;
    for (const gracefulRestart of [false, true]) {
      await test.step(gracefulRestart ? "with" : "without", async () => {
        await desk.tell(planOf({ peers: {}, addresses: [] }));
        const neighbors = [{ address: own, gracefulRestart }];
        await using router = await start({ world: lab.world, host: lab.router, neighbors });
        const ways = async (): Promise<number> => (await router.paths(`${address}/32`)).length;
        const peers = { router: `${peer}, enableGracefulRestart: ${gracefulRestart}` };
        await desk.tell(planOf({ peers, addresses: [address] }));
        await whenPaths(router, `${address}/32`, (paths) => paths.length === 1);
        await frr.endDaemon("bgpd");
        await eventually("the router has closed the session", async () => !await router.hasSession(own));
        // Without graceful restart, some routers keep the node's routes for a while, so this polls.
        if (gracefulRestart) assert.equal(await ways(), 1);
        else await whenPaths(router, `${address}/32`, (paths) => paths.length === 0);
        await frr.startDaemon("bgpd");
        await eventually("the session is up again", async () => {
          if (gracefulRestart) assert.equal(await ways(), 1);
          return await router.hasSession(own);
        });
        await whenPaths(router, `${address}/32`, (paths) => paths.length === 1);
      });
    }
  });
}
