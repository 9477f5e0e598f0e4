import assert from "node:assert/strict";
import type { Statement } from "../../../functions/model/frr/statement.ts";
import { route, type Routed } from "../../../functions/route.ts";
import { Lan } from "../../../runtime/lab/stage/lan.ts";
import { World } from "../../../runtime/lab/stage/world.ts";
import { haveCommands } from "../../cluster/machine/commands.ts";
import { scratchFolder } from "../../cluster/machine/scratch_folder.ts";
import { routeFixtures, routeInput } from "../../functions/route_fixtures.ts";
import { FrrDesk } from "./frr_desk.ts";
import { FrrHost } from "./frr_host.ts";

const ignore = !await haveCommands("vtysh");

Deno.test(
  {
    name: "FRR accepts every configuration, one after the other, and then prints an equal running configuration",
    ignore,
  },
  async (test) => {
    await using world = await World.create();
    const lan = await Lan.create(world);
    const host = await lan.addHost("n1", { address: "172.16.0.11/16", address6: "fd00:16::11/64" });
    const { folder } = await FrrHost.start(world, host);
    await using desk = new FrrDesk({ folder });
    for (const { name, input } of routeFixtures()) {
      await test.step(name, async () => {
        const plan = route(input);
        await desk.tell(plan);
        await using other = new FrrDesk({ folder });
        await other.tell(plan);
        assert.equal(other.commands("zebra"), 0);
        assert.equal(other.commands("bgpd"), 0);
      });
    }
  },
);

const router = "{apiVersion: metallb.io/v1beta2, kind: BGPPeer, metadata: {name: router}, " +
  "spec: {myASN: 64512, peerASN: 64513, peerAddress: 172.16.0.1, password: sesame}}";
const node = "{apiVersion: v1, kind: Node, metadata: {name: n1}}";

Deno.test({ name: "a refusal is reported with FRR's message, and all other lines take effect", ignore }, async () => {
  await using world = await World.create();
  const lan = await Lan.create(world);
  const host = await lan.addHost("n1", { address: "172.16.0.11/16" });
  const frr = await FrrHost.start(world, host);
  await using desk = new FrrDesk({ folder: frr.folder });
  const good = route(routeInput([node, router].join("\n---\n")));
  await desk.tell(good);
  const before = await frr.runningConfiguration("bgpd");

  const more = {
    line: "router bgp 64512",
    inner: [
      "neighbor 172.16.0.9 remote-as 1",
      "neighbor 172.16.0.9 password sesame at once",
      "neighbor 172.16.0.1 timers connect never",
      "neighbor 172.16.0.8 remote-as 1",
      "network 10.0.0.1/32",
    ].map((line) => ({ line })),
  };
  const leaky = { line: "route-map leaky permit 1", inner: [{ line: "match tag many" }, { line: "set metric 1" }] };
  await desk.tell(withMore(good, leaky, more));
  const last = desk.news.findLast((each) => each.news === "configured" && each.daemon === "bgpd");
  assert.ok(last?.news === "configured");
  assert.deepEqual(last.refusals, [
    {
      within: ["route-map leaky permit 1"],
      command: "match tag many",
      words: "% [BGP] Unknown command: match tag many",
    },
    {
      within: ["router bgp 64512"],
      command: "neighbor 172.16.0.1 timers connect never",
      words: "% [BGP] Unknown command: neighbor 172.16.0.1 timers connect never",
    },
    {
      within: ["router bgp 64512"],
      command: "neighbor 172.16.0.9 password (hidden) at once",
      words: "% [BGP] Unknown command: neighbor 172.16.0.9 password (hidden) at once",
    },
  ]);
  const running = await frr.runningConfiguration("bgpd");
  assert.match(running, /network 10.0.0.1\/32/);
  assert.match(running, /neighbor 172.16.0.8 remote-as 1/);
  assert.match(running, /neighbor 172.16.0.1 timers connect 10/);
  // A neighbor whose password is refused must be absent: without the password, it would be open to every host. A route
  // map whose condition is refused must be absent too: without the condition, it would match every route.
  assert.doesNotMatch(running, /172.16.0.9|leaky|shutdown/);

  await desk.tell(good);
  assert.equal(await frr.runningConfiguration("bgpd"), before);
});

const byHand: Readonly<Record<string, string>> = {
  "its router is removed": "no router bgp 64512",
  "its neighbor is shut down": "router bgp 64512\nneighbor 172.16.0.1 shutdown",
  "a prefix is announced": "router bgp 64512\naddress-family ipv4 unicast\nnetwork 10.0.0.0/8",
  "a password is removed": "router bgp 64512\nno neighbor 172.16.0.1 password",
  "a route map lets everything pass": "route-map router-out permit 1",
};

Deno.test(
  { name: "a change by hand is undone at the next comparison, and reported", ignore },
  async (test) => {
    await using world = await World.create();
    const lan = await Lan.create(world);
    const host = await lan.addHost("n1", { address: "172.16.0.11/16" });
    const frr = await FrrHost.start(world, host);
    await using desk = new FrrDesk({ folder: frr.folder, compareEveryMs: 100 });
    await desk.tell(route(routeInput([node, router].join("\n---\n"))));
    const before = await frr.runningConfiguration("bgpd");
    for (const [name, commands] of Object.entries(byHand)) {
      await test.step(name, async () => {
        const known = desk.news.length;
        await frr.configure("bgpd", commands);
        await desk.until((news) => news.slice(known).some((each) => each.news === "configured" && each.isMended));
        assert.equal(await frr.runningConfiguration("bgpd"), before);
      });
    }
  },
);

Deno.test({ name: "removing a block that FRR confuses with another one removes nothing else", ignore }, async () => {
  await using world = await World.create();
  const lan = await Lan.create(world);
  const host = await lan.addHost("n1", { address: "172.16.0.11/16" });
  const frr = await FrrHost.start(world, host);
  await using desk = new FrrDesk({ folder: frr.folder });
  const good = route(routeInput([node, router].join("\n---\n")));
  await desk.tell(good);
  const before = await frr.runningConfiguration("bgpd");
  // To FRR, this block is the block `router bgp 64512`.
  await desk.tell(withMore(good, {
    line: "router bgp 64512 vrf default",
    inner: [{ line: "neighbor 172.16.0.9 remote-as 64513" }],
  }));
  await desk.tell(good);
  assert.equal(await frr.runningConfiguration("bgpd"), before);
});

/**
 * The plan with more statements for bgpd. Each statement is added to the existing block with the same line, or as a new
 * block before the last block.
 */
function withMore(plan: Routed, ...more: readonly Statement[]): Routed {
  const { bgpd } = plan.configuration;
  const added = more.reduce<readonly Statement[]>((all, each) => {
    if (!all.some(({ line }) => line === each.line)) return [...all.slice(0, -1), each, ...all.slice(-1)];
    return all.map((other) => ({
      ...other,
      ...(other.line === each.line && { inner: [...other.inner ?? [], ...each.inner ?? []] }),
    }));
  }, bgpd);
  return { ...plan, configuration: { ...plan.configuration, bgpd: added } };
}

Deno.test(
  { name: "FRR is configured after a late start, after a restart, and after a change by hand", ignore },
  async () => {
    await using world = await World.create();
    await using scratch = await scratchFolder("frr-");
    const lan = await Lan.create(world);
    const host = await lan.addHost("n1", { address: "172.16.0.11/16" });
    const configurationFile = `${scratch.path}/frr.conf`;
    await using desk = new FrrDesk({ folder: world.outside("/run/frr/n1"), configurationFile });
    const plan = route(routeInput([node, router].join("\n---\n")));
    desk.frr.want(plan);
    const frr = await FrrHost.start(world, host);
    await desk.tell(plan);
    const told = await frr.runningConfiguration("bgpd");
    assert.match(told, /neighbor 172.16.0.1 password sesame/);

    const known = desk.news.length;
    await frr.endDaemon("bgpd");
    await desk.until((news) => news.slice(known).some((each) => each.news === "lost"));
    await frr.startDaemon("bgpd");
    await desk.until((news) => news.slice(known).some((each) => each.news === "configured"));
    assert.equal(await frr.runningConfiguration("bgpd"), told);

    await frr.configure("bgpd", "no router bgp 64512");
    const more = "{apiVersion: metallb.io/v1beta2, kind: BGPPeer, metadata: {name: other}, " +
      "spec: {myASN: 64512, peerASN: 64513, peerAddress: 172.16.0.2}}";
    const next = route(routeInput([node, router, more].join("\n---\n")));
    await desk.tell(next);
    assert.match(await frr.runningConfiguration("bgpd"), /neighbor 172.16.0.1 password sesame[^]*neighbor 172.16.0.2/);

    await desk.frr.stop();
    assert.equal(((await Deno.stat(configurationFile)).mode ?? 0) & 0o777, 0o640);
    const file = await Deno.readTextFile(configurationFile);
    assert.equal(file, next.text.replace("(of BGPPeer router)", "sesame"));
    await host.run("vtysh", ["--dryrun", "--inputfile", configurationFile]);
    assert.doesNotMatch(JSON.stringify(desk.summary()), /sesame/);
  },
);
