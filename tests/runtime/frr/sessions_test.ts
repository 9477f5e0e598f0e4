import assert from "node:assert/strict";
import { haveCommands } from "../../cluster/machine/commands.ts";
import { BirdRouter } from "./bird_router.ts";
import { FrrDesk } from "./frr_desk.ts";
import { eventually } from "./frr_host.ts";
import { NodesAndRouter } from "./nodes.ts";
import { planOf } from "./plans.ts";
import { whenPaths } from "./router.ts";

const ignore = !await haveCommands("vtysh", "bird");
const router = "myASN: 64512, peerASN: 64513, peerAddress: 172.16.0.1, connectTime: 1s";
const first = "172.16.16.201";

Deno.test({ name: "three nodes are three next hops; a dead node is removed within BFD's time", ignore }, async () => {
  await using lab = await NodesAndRouter.create(3);
  const neighbors = lab.nodes.map(({ host }) => ({ address: host.address, bfdMs: 100 }));
  await using bird = await BirdRouter.start({ world: lab.world, host: lab.router, neighbors });
  const plan = planOf({
    peers: { router: `${router}, bfdProfile: fast` },
    bfdProfiles: { fast: "receiveInterval: 100, transmitInterval: 100, detectMultiplier: 3" },
    addresses: [first],
  });
  await Promise.all(lab.nodes.map(({ desk }) => desk.tell(plan)));
  await whenPaths(bird, `${first}/32`, (paths) => paths.length === 3);
  await eventually("the kernel of the router has three next hops", async () => {
    const ways = await lab.router.run("ip", ["route", "show", `${first}`]);
    return lab.nodes.every(({ host }) => ways.includes(`via ${host.address} `));
  });
  await eventually("BFD is up with all nodes", async () => {
    const sessions = await Promise.all(lab.nodes.map(({ desk }) => desk.frr.bfdSessions()));
    return sessions.every(([session]) => session?.state === "up");
  });

  const [victim, ...others] = lab.nodes;
  assert.ok(victim);
  await victim.host.isolate();
  // The routes must disappear by BFD: the hold time is 90 s, longer than the test waits. A benchmark measures the
  // speed.
  const left = others.map(({ host }) => host.address).join();
  await whenPaths(bird, `${first}/32`, (paths) => paths.map(({ nextHop }) => nextHop).sort().join() === left);
  for (const { host, desk } of others) {
    // On a busy machine BFD may also close a living node's session, which soon opens again.
    await eventually(`${host.name} still has its session`, async () => {
      const [session] = await desk.frr.bgpSessions();
      return session?.neighbor === "172.16.0.1" && session.state === "Established";
    });
  }
});

Deno.test({ name: "changes do not disturb the sessions of other peers", ignore }, async () => {
  await using lab = await NodesAndRouter.create(1);
  const [node] = lab.nodes;
  assert.ok(node);
  const neighbors = [{ address: node.host.address }];
  await using bird = await BirdRouter.start({ world: lab.world, host: lab.router, neighbors });
  const addresses = Array.from({ length: 1000 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
  await node.desk.tell(planOf({ peers: { router }, addresses: [first] }));
  await whenPaths(bird, `${first}/32`, (paths) => paths.length === 1);

  let isTold = false;
  const telling = node.desk.tell(planOf({ peers: { router }, addresses: [first, ...addresses] }));
  telling.finally(() => isTold = true);
  while (!isTold) assert.equal((await node.desk.frr.bgpSessions())[0]?.state, "Established");
  await telling;
  await eventually("the router has a thousand more routes", async () => await bird.count() === 1001);
  const other = "myASN: 64512, peerASN: 64514, peerAddress: 172.16.0.77, password: sesame";
  const marked = { all: "communities: ['64512:1']" };
  await node.desk.tell(planOf({ peers: { router, other }, advertisements: marked, addresses: [first] }));
  await eventually("the thousand routes are gone", async () => await bird.count() === 1);
  await whenPaths(bird, `${first}/32`, ([path]) => path?.communities.join() === "64512:1");
  await node.desk.tell(planOf({ peers: { router }, advertisements: marked, addresses: [first] }));

  const [before] = await node.desk.frr.bgpSessions();
  assert.equal(before?.opened, 1);
  assert.equal(before?.prefixesReceived, 0);
});

Deno.test({
  name:
    "before a node closes its session, it asks routers for other paths; when it comes back, it no longer asks for them",
  ignore,
}, async () => {
  await using lab = await NodesAndRouter.create(1);
  const [node] = lab.nodes;
  assert.ok(node);
  const neighbors = [{ address: node.host.address }];
  await using bird = await BirdRouter.start({ world: lab.world, host: lab.router, neighbors });
  const plan = planOf({ peers: { router }, addresses: [first] });
  await node.desk.tell(plan);
  await whenPaths(bird, `${first}/32`, (paths) => paths.length === 1);
  await node.desk.frr.leave();
  await whenPaths(bird, `${first}/32`, (paths) => paths.length === 0);
  assert.deepEqual(await bird.farewells(), [`${first}/32`]);

  await using again = new FrrDesk({ folder: node.frr.folder });
  await again.tell(plan);
  const [path] = await whenPaths(bird, `${first}/32`, (paths) => paths.length === 1);
  assert.deepEqual(path?.communities, []);
});

Deno.test(
  { name: "at shutdown a node also closes the sessions of bgpextras, except those with graceful restart", ignore },
  async () => {
    await using lab = await NodesAndRouter.create(1);
    const [node] = lab.nodes;
    assert.ok(node);
    const extras = `
    router bgp 64512
    bgp graceful-restart
    neighbor 172.16.0.7 remote-as 64514
    neighbor 172.16.0.7 graceful-restart-disable
    neighbor 172.16.0.8 remote-as 64514`;
    await node.desk.tell(planOf({ peers: { router }, addresses: [first], extras }));
    await node.desk.frr.leave({ graceMs: 0 });
    const neighbors: Record<string, { adminShutDown?: boolean }> = await node.frr.show("bgpd", "bgp neighbors");
    const shut = Object.entries(neighbors).filter(([, { adminShutDown }]) => adminShutDown === true);
    assert.deepEqual(shut.map(([address]) => address).sort(), ["172.16.0.1", "172.16.0.7"]);
  },
);

Deno.test({ name: "a shutdown ends even if FRR hangs", ignore }, async () => {
  await using lab = await NodesAndRouter.create(1);
  const [node] = lab.nodes;
  assert.ok(node);
  await node.desk.tell(planOf({ peers: { router }, addresses: [first] }));
  await node.frr.signal("bgpd", "STOP");
  await node.desk.frr.leave({ graceMs: 10 });
});

Deno.test({
  name: "a node keeps working if a router floods it with routes, sends random bytes, or has another AS",
  ignore,
}, async () => {
  await using lab = await NodesAndRouter.create(1);
  const [node] = lab.nodes;
  assert.ok(node);
  const neighbors = [{ address: node.host.address }];
  await node.desk.tell(planOf({ peers: { router }, addresses: [first] }));
  {
    await using wrong = await BirdRouter.start({ world: lab.world, host: lab.router, neighbors, asn: 64999 });
    await eventually("the node has refused the wrong AS", async () => {
      const { "172.16.0.1": peer } = await node.frr.show("bgpd", "bgp neighbors 172.16.0.1");
      return peer.lastNotificationReason === "OPEN Message Error/Bad Peer AS";
    });
    assert.deepEqual(await wrong.paths(`${first}/32`), []);
  }
  {
    const nonsense = "for await (const each of Deno.listen({ port: 179 })) { " +
      "each.write(crypto.getRandomValues(new Uint8Array(4096))).catch(() => {}); setTimeout(() => each.close(), 50); }";
    const garbage = lab.router.spawn(Deno.execPath(), ["eval", nonsense], {
      stdin: "null",
      stdout: "null",
      stderr: "null",
    });
    await eventually("the node has received random bytes", async () => {
      const { "172.16.0.1": peer } = await node.frr.show("bgpd", "bgp neighbors 172.16.0.1");
      return /Message Header Error|Connection Not Synchronized/.test(JSON.stringify(peer));
    });
    garbage.kill("SIGKILL");
    await garbage.status;
  }
  const ways = await node.host.run("ip", ["route"]);
  await using flood = await BirdRouter.start({ world: lab.world, host: lab.router, neighbors, announces: 100_000 });
  await whenPaths(flood, `${first}/32`, (paths) => paths.length === 1);
  await eventually("the node has received the flood", async () => {
    const { "172.16.0.1": peer } = await node.frr.show("bgpd", "bgp neighbors 172.16.0.1");
    return peer.messageStats.updatesRecv > 100;
  });
  await node.desk.tell(planOf({ peers: { router }, addresses: [first, "172.16.16.202"] }));
  await whenPaths(flood, "172.16.16.202/32", (paths) => paths.length === 1);
  assert.equal(await node.host.run("ip", ["route"]), ways);
  const [session] = await node.desk.frr.bgpSessions();
  assert.deepEqual([session?.state, session?.prefixesReceived], ["Established", 0]);
});
