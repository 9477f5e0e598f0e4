import assert from "node:assert/strict";
import { Lan } from "../../../runtime/lab/stage/lan.ts";
import { haveCommands } from "../../cluster/machine/commands.ts";
import { kernelHas } from "../../kernel/kernel_has.ts";
import { BirdRouter } from "./bird_router.ts";
import { eventually, FrrHost } from "./frr_host.ts";
import { FrrRouter } from "./frr_router.ts";
import { NodesAndRouter } from "./nodes.ts";
import { planOf } from "./plans.ts";
import { whenPaths } from "./router.ts";
import { routers } from "./routers.ts";

const ignore = !await haveCommands("vtysh");
const four = "172.16.16.201";
const six = "fc00:f853:ccd:e799::1";

Deno.test(
  { name: "a router is found on an interface, without an address, and receives routes of both families", ignore },
  async () => {
    await using lab = await NodesAndRouter.create(1);
    const [node] = lab.nodes;
    assert.ok(node);
    const frr = await FrrHost.start(lab.world, lab.router, { port: 179 });
    await frr.configure(
      "bgpd",
      `router bgp 64513
     no bgp ebgp-requires-policy
     neighbor eth0 interface remote-as external
     address-family ipv6 unicast
     neighbor eth0 activate`,
    );
    await node.desk.tell(planOf({
      peers: { router: "myASN: 64512, dynamicASN: external, interface: eth0, connectTime: 1s" },
      addresses: [four, six],
    }));
    const heard = FrrRouter.of(lab.router, frr);
    for (const prefix of [`${four}/32`, `${six}/128`]) {
      const [path] = await whenPaths(heard, prefix, (paths) => paths.length === 1);
      assert.deepEqual(path?.asPath, [64512]);
    }
  },
);

for (const { name, ignore, start } of routers.filter(({ name }) => name !== "FRR")) {
  Deno.test(
    {
      name: `${name} is found on an interface, without an address, and receives routes of both families`,
      ignore: ignore || !await haveCommands("bird"),
    },
    async () => {
      await using lab = await NodesAndRouter.create(1);
      const [node] = lab.nodes;
      assert.ok(node);
      await node.desk.tell(planOf({
        peers: { router: "myASN: 64512, dynamicASN: external, interface: eth0, connectTime: 1s" },
        addresses: [four, six],
      }));
      const own = { world: lab.world, host: lab.router };
      const neighbors = [{ address: "", interface: "eth0" }];
      // GoBGP sends no router advertisements, so BIRD sends them. GoBGP needs a neighbour entry of the node when it
      // starts.
      await using advertiser = await BirdRouter.start({
        ...own,
        neighbors: name === "BIRD" ? neighbors : [],
        advertisesItself: true,
      });
      await eventually("the router's kernel has a neighbour entry of the node", async () => {
        return /^fe80::\S+ dev eth0 lladdr /m.test(await lab.router.run("ip", ["-6", "neigh"]));
      });
      await using other = name === "BIRD" ? undefined : await start({ ...own, neighbors });
      for (const prefix of [`${four}/32`, `${six}/128`]) {
        const [path] = await whenPaths(other ?? advertiser, prefix, (paths) => paths.length === 1);
        assert.deepEqual(path?.asPath, [64512]);
      }
    },
  );
}

Deno.test(
  {
    name: "a peer in a VRF is reached through the VRF's links, and a peer outside the VRF through the other links",
    ignore: routers.some(({ ignore }) => ignore) || !await kernelHas("vrf table 10"),
  },
  async (test) => {
    await using lab = await NodesAndRouter.create(1);
    const [node] = lab.nodes;
    assert.ok(node);
    const far = await Lan.create(lab.world, 1);
    const red = await far.addHost("r2", { address: "192.168.7.1/24" });
    await far.attach(node.host, { interface: "eth1", address: "192.168.7.11/24" });
    const vrf = "ip link add red type vrf table 10; ip link set red up; ip link set eth1 master red";
    await node.host.run("sh", ["-ec", vrf]);
    const own = { world: lab.world, host: lab.router, neighbors: [{ address: node.host.address }] };
    await using plainRouter = await FrrRouter.start(own);
    await node.desk.tell(planOf({
      peers: {
        plain: "myASN: 64512, peerASN: 64513, peerAddress: 172.16.0.1, connectTime: 1s",
        red: "myASN: 65001, peerASN: 64513, peerAddress: 192.168.7.1, vrf: red, connectTime: 1s, routerID: 10.10.10.10",
      },
      addresses: [four],
    }));
    const [path] = await whenPaths(plainRouter, `${four}/32`, (paths) => paths.length === 1);
    assert.deepEqual([path?.asPath, path?.nextHop], [[64512], node.host.address]);
    for (const { name, start } of routers) {
      await test.step(`${name} in the VRF`, async () => {
        const neighbors = [{ address: "192.168.7.11", asn: 65001 }];
        await using redRouter = await start({ world: lab.world, host: red, neighbors });
        const [path] = await whenPaths(redRouter, `${four}/32`, (paths) => paths.length === 1);
        assert.deepEqual([path?.asPath, path?.nextHop], [[65001], "192.168.7.11"]);
        assert.equal((await redRouter.agreed("192.168.7.11")).routerID, "10.10.10.10");
      });
    }
  },
);

Deno.test({ name: "timers of BGP and BFD have the values in the objects", ignore }, async () => {
  await using lab = await NodesAndRouter.create(1);
  const [node] = lab.nodes;
  assert.ok(node);
  const neighbors = [{ address: node.host.address, bfdMs: 100 }];
  await using heard = await FrrRouter.start({ world: lab.world, host: lab.router, neighbors });
  await node.desk.tell(planOf({
    peers: {
      router:
        "myASN: 64512, peerASN: 64513, peerAddress: 172.16.0.1, connectTime: 1s, holdTime: 9s, keepaliveTime: 2s, " +
        "bfdProfile: all",
    },
    bfdProfiles: {
      all: "receiveInterval: 150, transmitInterval: 160, echoInterval: 70, detectMultiplier: 5",
    },
    addresses: [four],
  }));
  await whenPaths(heard, `${four}/32`, (paths) => paths.length === 1);
  // A session may close and open again if BFD comes up just after it, so this polls.
  await eventually("the router uses the node's hold time", async () => {
    const { [node.host.address]: neighbor } = await heard.frr.show("bgpd", `bgp neighbors ${node.host.address}`);
    return neighbor?.bgpTimerHoldTimeMsecs === 9000;
  });
  const own = await node.frr.show("bgpd", "bgp neighbors 172.16.0.1");
  assert.equal(own["172.16.0.1"].bgpTimerConfiguredKeepAliveIntervalMsecs, 2000);
  assert.equal(own["172.16.0.1"].connectRetryTimer, 1);
  // Until a BFD session is up, both ends send once a second.
  await eventually("the router has received the node's BFD timers", async () => {
    const [session] = await heard.frr.show("bfdd", "bfd peers");
    return session?.status === "up" && session["remote-receive-interval"] === 150 &&
      session["remote-transmit-interval"] === 160 && session["remote-echo-receive-interval"] === 70 &&
      session["remote-detect-multiplier"] === 5;
  });
});

Deno.test({
  name: "BIRD's BFD uses the interval and the multiplier of the node",
  ignore: ignore || !await haveCommands("bird"),
}, async () => {
  await using lab = await NodesAndRouter.create(1);
  const [node] = lab.nodes;
  assert.ok(node);
  const neighbors = [{ address: node.host.address, bfdMs: 100 }];
  await using bird = await BirdRouter.start({ world: lab.world, host: lab.router, neighbors });
  await node.desk.tell(planOf({
    peers: { router: "myASN: 64512, peerASN: 64513, peerAddress: 172.16.0.1, connectTime: 1s, bfdProfile: slow" },
    bfdProfiles: { slow: "receiveInterval: 150, transmitInterval: 160, detectMultiplier: 5" },
    addresses: [four],
  }));
  await eventually("BIRD's BFD uses the node's timers", async () => {
    // The interval is 150 ms: the larger of BIRD's 100 ms and the node's 150 ms. The timeout is five times 160 ms.
    return /^172\.16\.0\.11 +eth0 +Up +\S+ +0\.150 +0\.800$/m.test(await bird.ask("show bfd sessions"));
  });
});
