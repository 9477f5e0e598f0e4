import assert from "node:assert/strict";
import { haveCommands } from "../../cluster/machine/commands.ts";
import { BirdRouter } from "../frr/bird_router.ts";
import { eventually } from "../frr/frr_host.ts";
import { whenPaths } from "../frr/router.ts";
import { SpeakingNode } from "./speaking_node.ts";

const ignore = !await haveCommands("vtysh", "bird");
const first = "172.16.16.201";
const second = "172.16.16.202";
const router = { myASN: 64512, peerASN: 64513, peerAddress: "172.16.0.1", connectTime: "1s" };
const neighbors = [{ address: "172.16.0.11" }];

Deno.test(
  { name: "a node speaks BGP as configured by objects, from its first session to its shutdown", ignore },
  async (test) => {
    await using node = await SpeakingNode.create();
    await using bird = await BirdRouter.start({ world: node.world, host: node.router, neighbors });
    const ways = async (address: string): Promise<number> => (await bird.paths(`${address}/32`)).length;

    await test.step("an address is announced, and the session is reported", async () => {
      node.apply("BGPPeer", "router", { spec: router });
      node.announce(first);
      await whenPaths(bird, `${first}/32`, (paths) => paths.length === 1);
      await node.until("the session is reported", ({ standing }) => standing.sessions.join() === "router");
      assert.deepEqual(node.speaker.standing, { sessions: ["router"], withheld: [], problems: [], awaited: [] });
      const [peer] = node.speaker.peers;
      assert.deepEqual([peer?.name, peer?.neighbor, peer?.port, peer?.vrf], ["router", "172.16.0.1", 179, "default"]);
      await node.until("the prefix is counted", ({ peers }) => peers[0]?.session?.prefixesSent === 1);
    });

    await test.step("a refusal is reported with FRR's message, and everything else continues", async () => {
      node.apply("ConfigMap", "bgpextras", { data: { extras: "router bgp 64512\nneighbor nobody timers 1 3" } });
      await node.until("the refusal is reported", ({ standing }) => standing.problems.length > 0);
      assert.match(node.speaker.standing.problems.join(), /FRR refuses "neighbor nobody timers 1 3": .*% /s);
      node.announce(second);
      await whenPaths(bird, `${second}/32`, (paths) => paths.length === 1);
      await node.until("both are announced", ({ announced }) => announced.length === 2);
      assert.deepEqual([await ways(first), node.speaker.standing.withheld], [1, []]);
    });

    await test.step("after the lines are corrected, there is no fault", async () => {
      node.apply("ConfigMap", "bgpextras", {
        data: { extras: "router bgp 64512\nneighbor 172.16.0.1 description rack" },
      });
      await whenPaths(bird, `${second}/32`, (paths) => paths.length === 1);
      await node.until("nothing is wrong", ({ standing }) => standing.problems.length + standing.withheld.length === 0);
      assert.match(await node.frr.vtysh("bgpd", ["show running-config"]), /neighbor 172.16.0.1 description rack/);
      assert.equal(node.speaker.peers[0]?.session?.opened, 1);
    });

    await test.step("an FRR that was killed is configured again", async () => {
      await node.frr.endDaemon("bgpd");
      await node.until("the session is closed", ({ standing }) => standing.sessions.length === 0);
      assert.deepEqual(node.speaker.standing.lost, { router: "FRR does not run or does not answer" });
      await node.frr.startDaemon("bgpd");
      await node.until("the session is open again", ({ standing }) => standing.sessions.join() === "router");
      assert.equal(node.speaker.standing.lost, undefined);
      await node.until("both are announced", ({ peers }) => peers[0]?.session?.prefixesSent === 2);
      await whenPaths(bird, `${first}/32`, (paths) => paths.length === 1);
      await whenPaths(bird, `${second}/32`, (paths) => paths.length === 1);
    });

    await test.step("while FRR hangs there is no session", async () => {
      await node.frr.signal("bgpd", "STOP");
      await node.until("the session is not reported", ({ standing }) => standing.sessions.length === 0);
      await node.frr.signal("bgpd", "CONT");
      await node.until("the session is reported again", ({ standing }) => standing.sessions.join() === "router");
    });

    await test.step("a label on its Node stops the announcements, and removing the label starts them again", async () => {
      const labels = { "node.kubernetes.io/exclude-from-external-load-balancers": "" };
      node.apply("Node", "n1", { metadata: { name: "n1", labels } });
      await whenPaths(bird, `${first}/32`, (paths) => paths.length === 0);
      node.apply("Node", "n1", { metadata: { name: "n1" } });
      await whenPaths(bird, `${first}/32`, (paths) => paths.length === 1);
    });

    await test.step("at shutdown the node closes its sessions and no longer reports them", async () => {
      await node.stop();
      await whenPaths(bird, `${first}/32`, (paths) => paths.length === 0);
      assert.deepEqual(await bird.farewells(), [`${first}/32`, `${second}/32`]);
      assert.deepEqual(node.speaker.standing.sessions, []);
      assert.deepEqual(node.speaker.standing.awaited, ["router"]);
    });
  },
);

Deno.test({ name: "a password is read from its Secret, and appears only in FRR", ignore }, async () => {
  await using node = await SpeakingNode.create();
  const guarded = [{ ...neighbors[0], address: "172.16.0.11", password: "sesame" }];
  await using bird = await BirdRouter.start({ world: node.world, host: node.router, neighbors: guarded });
  node.apply("BGPPeer", "router", { spec: { ...router, passwordSecret: { name: "rack" } } });
  node.announce(first);
  await node.until("the missing Secret is reported", ({ standing }) => standing.problems.length > 0);
  assert.match(node.speaker.standing.problems.join(), /BGPPeer router: spec.passwordSecret: There is no Secret rack/);
  node.apply("Secret", "rack", { type: "kubernetes.io/basic-auth", data: { password: btoa("sesame") } });
  await whenPaths(bird, `${first}/32`, (paths) => paths.length === 1);
  await node.until("nothing is wrong", ({ standing }) => standing.problems.length === 0);
  await eventually("FRR's file has the password", async () => {
    const text = await Deno.readTextFile(node.configurationFile).catch(() => "");
    return text.includes("neighbor 172.16.0.1 password sesame");
  });
  assert.equal(((await Deno.stat(node.configurationFile)).mode ?? 0) & 0o777, 0o640);
  assert.doesNotMatch(JSON.stringify([node.speaker.standing, node.speaker.peers]), /sesame/);
  for (const line of commandLines()) assert.doesNotMatch(line, /sesame/);

  node.apply("Secret", "rack", { type: "kubernetes.io/basic-auth", data: { password: btoa("guess") } });
  await node.until("with a wrong password there is no session", ({ standing }) => standing.sessions.length === 0);
});

/** The command lines of all processes. */
function commandLines(): readonly string[] {
  return [...Deno.readDirSync("/proc")].filter(({ name }) => /^\d+$/.test(name)).flatMap(({ name }) => {
    try {
      return [Deno.readTextFileSync(`/proc/${name}/cmdline`)];
    } catch {
      // The process has ended.
      return [];
    }
  });
}
