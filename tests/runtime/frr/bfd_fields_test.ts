import assert from "node:assert/strict";
import { haveCommands } from "../../cluster/machine/commands.ts";
import { BirdRouter } from "./bird_router.ts";
import { eventually } from "./frr_host.ts";
import { FrrRouter } from "./frr_router.ts";
import { NodesAndRouter } from "./nodes.ts";
import { countPackets } from "./packet_counters.ts";
import { planOf } from "./plans.ts";
import { whenPaths } from "./router.ts";

const address = "172.16.16.201";
const outside = "myASN: 64512, peerASN: 64513, connectTime: 1s, bfdProfile: profile";
const direct = `${outside}, peerAddress: 172.16.0.1`;
const distant = `${outside}, peerAddress: 10.8.8.8, sourceAddress: 10.9.9.9, ebgpMultiHop: true`;
const brisk = "receiveInterval: 100, transmitInterval: 100";

/** The routers with BFD, each with its check that a BFD session is up. GoBGP has no BFD. */
const routers = [
  {
    name: "FRR",
    ignore: !await haveCommands("vtysh", "nft"),
    start: async (options: Parameters<typeof FrrRouter.start>[0]) => {
      const router = await FrrRouter.start(options);
      const isUp = async (): Promise<boolean> => (await router.frr.show("bfdd", "bfd peers"))[0]?.status === "up";
      return { router, isUp };
    },
  },
  {
    name: "BIRD",
    ignore: !await haveCommands("vtysh", "nft", "bird"),
    start: async (options: Parameters<typeof BirdRouter.start>[0] & Parameters<typeof FrrRouter.start>[0]) => {
      const router = await BirdRouter.start(options);
      const isUp = async (): Promise<boolean> => / Up /.test(await router.ask("show bfd sessions"));
      return { router, isUp };
    },
  },
];

for (const { name, ignore, start } of routers) {
  Deno.test({ name: `BFD's passiveMode: the node answers ${name}, but does not send first`, ignore }, async () => {
    await using lab = await NodesAndRouter.create(2);
    const counts = await countPackets(
      lab.router,
      ...lab.nodes.map(({ host: { address } }) => {
        return `ip saddr ${address} udp dport 3784`;
      }),
    );
    const tell = (mode: string, index: number): Promise<void> | undefined =>
      lab.nodes[index]?.desk.tell(planOf({
        peers: { router: direct },
        bfdProfiles: { profile: `${brisk}, passiveMode: ${mode}` },
        addresses: [address],
      }));
    const own = { world: lab.world, host: lab.router };
    const neighbors = lab.nodes.map(({ host: { address } }) => ({ address }));
    {
      const { router } = await start({ ...own, neighbors });
      await using _silent = router;
      await Promise.all(["false", "true"].map(tell));
      await whenPaths(router, `${address}/32`, (paths) => paths.length === 2);
      await eventually("the node in active mode has sent several packets", async () => ((await counts())[0] ?? 0) >= 4);
      // FRR sends one packet before it reads the profile.
      assert.ok(((await counts())[1] ?? 0) <= 1);
    }
    const speaking = await start({ ...own, neighbors: neighbors.slice(1).map((each) => ({ ...each, bfdMs: 100 })) });
    await using _router = speaking.router;
    await eventually("the router's BFD is up", speaking.isUp);
    assert.ok(((await counts())[1] ?? 0) > 1);
  });

  Deno.test(
    { name: `BFD's minimumTtl: packets of ${name} are accepted only with at least this TTL`, ignore },
    async () => {
      await using lab = await NodesAndRouter.create(1);
      const [node] = lab.nodes;
      assert.ok(node);
      const { host, desk } = node;
      await lab.router.run("sh", ["-ec", "ip addr add 10.8.8.8/32 dev lo; ip route add 10.9.9.9 via 172.16.0.11"]);
      await host.run("sh", ["-ec", "ip addr add 10.9.9.9/32 dev lo; ip route add 10.8.8.8 via 172.16.0.1"]);
      const far = "type filter hook postrouting priority 0\n udp dport 4784 ip ttl set 250";
      await lab.router.run("nft", ["-f", "-"], { input: `table ip far {\n chain leaving {\n ${far}\n }\n }` });
      const counts = await countPackets(host, "udp dport 4784 ip ttl 250");
      const neighbors = [{ address: "10.9.9.9", own: "10.8.8.8", multiHop: true, bfdMs: 100 }];
      const { router, isUp } = await start({ world: lab.world, host: lab.router, neighbors });
      await using _router = router;
      const tell = async (minimumTtl: number): Promise<void> => {
        const bfdProfiles = { profile: `${brisk}, minimumTtl: ${minimumTtl}` };
        await desk.tell(planOf({ peers: { router: distant }, bfdProfiles, addresses: [address] }));
      };
      await tell(251);
      await eventually("the router has sent packets", async () => ((await counts())[0] ?? 0) >= 5);
      assert.equal(await isUp(), false);
      await tell(250);
      await eventually("the router's BFD is up", isUp);
    },
  );
}

Deno.test({
  name: "BFD's echoMode: a node sends echo packets to FRR only if the mode is on",
  ignore: !await haveCommands("vtysh", "nft"),
}, async () => {
  await using lab = await NodesAndRouter.create(2);
  const counts = await countPackets(
    lab.router,
    ...lab.nodes.map(({ host: { mac } }) => {
      return `ether saddr ${mac} udp dport 3785`;
    }),
  );
  const neighbors = lab.nodes.map(({ host: { address } }) => ({ address, bfdMs: 100 }));
  await using router = await FrrRouter.start({ world: lab.world, host: lab.router, neighbors });
  await Promise.all(["true", "false"].map((mode, index) =>
    lab.nodes[index]?.desk.tell(planOf({
      peers: { router: direct },
      bfdProfiles: { profile: `${brisk}, echoMode: ${mode}` },
      addresses: [address],
    }))
  ));
  await eventually("both sessions are up", async () => {
    const sessions = await router.frr.show("bfdd", "bfd peers");
    return sessions.length === 2 && sessions.every(({ status }: { status: string }) => status === "up");
  });
  await eventually("one node sends echo packets", async () => ((await counts())[0] ?? 0) >= 5);
  assert.equal((await counts())[1], 0);
});
