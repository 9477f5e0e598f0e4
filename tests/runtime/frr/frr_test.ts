import assert from "node:assert/strict";
import { route } from "../../../functions/route.ts";
import { Lan } from "../../../runtime/lab/lan.ts";
import { World } from "../../../runtime/lab/world.ts";
import { haveCommands } from "../../cluster/commands.ts";
import { scratchFolder } from "../../cluster/scratch_folder.ts";
import { routeFixtures, routeInput } from "../../functions/route_fixtures.ts";
import { FrrDesk } from "./frr_desk.ts";
import { FrrHost } from "./frr_host.ts";

const ignore = !await haveCommands("vtysh");

Deno.test(
  { name: "FRR takes every configuration, one after the other, and then says the same of itself", ignore },
  async (test) => {
    await using world = await World.create();
    const lan = await Lan.create(world);
    const host = await lan.addHost("n1", { address: "172.16.0.11/16", address6: "fd00:16::11/64" });
    const { folder } = await FrrHost.start(world, host);
    await using desk = new FrrDesk({ folder });
    for (const { name, yaml } of routeFixtures()) {
      await test.step(name, async () => {
        const plan = route(routeInput(await Deno.readTextFile(yaml)));
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

Deno.test(
  { name: "what FRR refuses is undone and told in its own words, and what held before holds again", ignore },
  async () => {
    await using world = await World.create();
    const lan = await Lan.create(world);
    const host = await lan.addHost("n1", { address: "172.16.0.11/16" });
    const frr = await FrrHost.start(world, host);
    await using desk = new FrrDesk({ folder: frr.folder });
    const good = route(routeInput([node, router].join("\n---\n")));
    await desk.tell(good);
    const before = await frr.runningConfiguration("bgpd");

    const [last, ...others] = good.configuration.bgpd.toReversed();
    assert.match(last?.line ?? "", /^router bgp/);
    const wrong = [
      "network 10.0.0.1/32",
      "neighbor 172.16.0.9 remote-as 1",
      "neighbor 172.16.0.9 password sesame at once",
    ];
    const bad = { line: last?.line ?? "", inner: [...last?.inner ?? [], ...wrong.map((line) => ({ line }))] };
    desk.frr.want({ ...good, configuration: { ...good.configuration, bgpd: [...others.toReversed(), bad] } });
    await desk.until((news) => news.some((each) => each.news === "refused"));
    assert.deepEqual(desk.news.find(({ news }) => news === "refused"), {
      news: "refused",
      daemon: "bgpd",
      command: "neighbor 172.16.0.9 password (hidden) at once",
      words: "% [BGP] Unknown command: neighbor 172.16.0.9 password (hidden) at once",
    });

    const known = desk.news.length;
    desk.frr.want(good);
    await desk.until((news) => news.slice(known).some((each) => each.news === "configured" && each.daemon === "bgpd"));
    assert.equal(desk.commands("bgpd"), 0);
    assert.equal(await frr.runningConfiguration("bgpd"), before);
  },
);

Deno.test({ name: "an FRR that comes late, restarts or was changed by hand is told again", ignore }, async () => {
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
});
