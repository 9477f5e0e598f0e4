import assert from "node:assert/strict";
import { haveCommands } from "../../cluster/machine/commands.ts";
import { eventually } from "./frr_host.ts";
import { NodesAndRouter } from "./nodes.ts";
import { countPackets } from "./packet_counters.ts";
import { planOf } from "./plans.ts";
import { whenPaths } from "./router.ts";
import { routers } from "./routers.ts";

const haveNft = await haveCommands("nft");
const address = "172.16.16.201";
const peer = "myASN: 64512, peerASN: 64513";

for (const { name, ignore, start } of routers) {
  Deno.test({
    name: `a node tries to connect to ${name} once per connectTime, and sends the routes when ${name} listens`,
    ignore: ignore || !haveNft,
  }, async () => {
    await using lab = await NodesAndRouter.create(1);
    const [node] = lab.nodes;
    assert.ok(node);
    await lab.router.run("ip", ["addr", "add", "172.16.0.2/16", "dev", "eth0"]);
    const attempts = "tcp dport 179 tcp flags & (syn | ack) == syn";
    const counts = await countPackets(
      lab.router,
      ...["172.16.0.1", "172.16.0.2"].map((to) => {
        return `ip daddr ${to} ${attempts}`;
      }),
    );
    await node.desk.tell(planOf({
      peers: {
        eager: `${peer}, peerAddress: 172.16.0.1, connectTime: 1s`,
        calm: `${peer}, peerAddress: 172.16.0.2, connectTime: 600s`,
      },
      addresses: [address],
    }));
    await eventually("the node has tried to reach both peers, and the eager peer several times", async () => {
      const [eager = 0, calm = 0] = await counts();
      assert.ok(calm <= 1, `tried ${calm} times, with ten minutes between two`);
      return calm === 1 && eager >= 3;
    });
    await using router = await start({
      world: lab.world,
      host: lab.router,
      neighbors: [{ address: node.host.address }],
    });
    await whenPaths(router, `${address}/32`, (paths) => paths.length === 1);
    assert.equal((await counts())[1], 1);
  });

  Deno.test({
    name: `${name} gets one KEEPALIVE per keepaliveTime`,
    ignore: ignore || !haveNft,
  }, async () => {
    await using lab = await NodesAndRouter.create(2);
    const [eager, calm] = lab.nodes;
    assert.ok(eager !== undefined && calm !== undefined);
    // A packet with a KEEPALIVE has 71 bytes: 20 of IPv4, 32 of TCP with timestamps, and 19 of BGP (RFC 4271, section
    // 4.4).
    const alive = "ip length 71 tcp dport 179";
    const counts = await countPackets(lab.router, ...lab.nodes.map(({ host }) => `ip saddr ${host.address} ${alive}`));
    const neighbors = lab.nodes.map(({ host }) => ({ address: host.address }));
    await using router = await start({ world: lab.world, host: lab.router, neighbors });
    const reached = `${peer}, peerAddress: 172.16.0.1, connectTime: 1s, holdTime: 600s`;
    await calm.desk.tell(planOf({ peers: { router: `${reached}, keepaliveTime: 200s` }, addresses: [address] }));
    await whenPaths(router, `${address}/32`, (paths) => paths.length === 1);
    await eager.desk.tell(planOf({ peers: { router: `${reached}, keepaliveTime: 1s` }, addresses: [address] }));
    await eventually("the eager node has sent many KEEPALIVEs", async () => {
      const [many = 0, few = 0] = await counts();
      // Both nodes also send KEEPALIVEs at the start of the session.
      assert.ok(few <= 2, `${few} KEEPALIVEs of the calm node`);
      return many >= 5;
    });
    assert.ok(await router.hasSession(calm.host.address));
  });
}
