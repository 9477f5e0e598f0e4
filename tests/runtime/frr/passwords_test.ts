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
    name: `with ${name} as the router, a wrong password opens no session, and the right password opens one`,
    ignore,
  }, async () => {
    await using lab = await NodesAndRouter.create(1);
    const [node] = lab.nodes;
    assert.ok(node);
    const neighbors = [{ address: node.host.address, password: "sesame" }];
    await using router = await start({ world: lab.world, host: lab.router, neighbors });
    await node.desk.tell(planOf({ peers: { router: `${peer}, password: guess` }, addresses: [address] }));
    await eventually("the node has tried to connect", async () => {
      const drops = await lab.router.run("sh", ["-c", "grep TcpExt /proc/net/netstat"]);
      const [names = [], counts = []] = drops.split("\n").map((line) => line.split(" "));
      return Number(counts[names.indexOf("TCPMD5Failure")]) > 0;
    });
    assert.deepEqual(await router.paths(`${address}/32`), []);
    await node.desk.tell(planOf({ peers: { router: `${peer}, password: sesame` }, addresses: [address] }));
    await whenPaths(router, `${address}/32`, (paths) => paths.length === 1);
  });
}
