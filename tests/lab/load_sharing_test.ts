import assert from "node:assert/strict";
import { epochMs } from "../../runtime/lab/client/events.ts";
import { sharingGround } from "../../runtime/lab/sharing/sharing_manifests.ts";
import type { Host } from "../../runtime/lab/stage/host.ts";
import { eventually } from "../../runtime/lab/stage/eventually.ts";
import type { LabNode } from "../../runtime/lab/stage/lab_node.ts";
import { haveCommands } from "../cluster/machine/commands.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { heardFrames } from "./stage/heard_frames.ts";
import { SharedLab } from "./stage/shared_lab.ts";

const ignore = !await worldsAllowed() || !await haveCommands("tc", "curl", "nft", "arping", "stdbuf");
const families = [{ family: "IPv4" }, { family: "IPv6" }] as const;
/** A node that is back gets its hosts after 30 s, and an announcer moves no host in its first 10 s. */
const returnMs = 90_000;

Deno.test.each([...families])(
  "the death of a node moves only its own hosts, over $family: also hosts that never asked, and over IPv4 hosts that no node knows; no frame goes to all",
  { ignore },
  async ({ family }) => {
    await using lab = await SharedLab.create({ nodes: 3, hosts: 12, family });
    const [user, unknown, ...others] = lab.hosts;
    const [dead, ...living] = lab.lab.nodes;
    assert.ok(user !== undefined && unknown !== undefined && dead !== undefined);
    assert.equal(new Set(lab.hosts.map((host) => lab.nodeOf(host))).size, 3, "each node serves some of twelve hosts");

    await lab.disguise(user, "02:4c:ff:00:00:01", dead);
    const connection = lab.connection(user);
    await connection.first(({ event }) => event === "echo", { withinMs: 20_000 });
    for (const node of lab.lab.nodes) await lab.restart(node, "SIGTERM");
    await lab.disguise(unknown, "02:4c:ff:00:00:02", dead);

    const before = new Map(lab.hosts.map((host) => [host, lab.nodeOf(host)]));
    const moving = others.filter((host) => before.get(host) === dead);
    const staying = others.filter((host) => !moving.includes(host));
    assert.ok(moving.length > 0 && staying.length > 0);
    for (const host of lab.hosts) assert.equal((await heardFrames(host)).toGroups, 0, host.name);
    await dead.kill();
    const isMoved = (host: Host): boolean => living.includes(lab.nodeOf(host) ?? dead);
    const expected = [user, ...moving, ...(family === "IPv4" ? [unknown] : [])];
    await eventually("the hosts of the dead node have other MACs", () => Promise.resolve(expected.every(isMoved)));
    for (const host of staying) {
      assert.equal(lab.nodeOf(host), before.get(host), host.name);
      const { from } = await heardFrames(host);
      assert.deepEqual([...from.keys()].filter((mac) => mac !== before.get(host)?.mac), [], host.name);
    }
    for (const host of [...expected, ...staying]) {
      assert.equal((await heardFrames(host)).toGroups, 0, host.name);
      assert.equal(await served(host, lab.shared), lab.nodeOf(host)?.name, host.name);
    }
    await connection.stop();
  },
);

Deno.test("announcers that are killed or stopped, one after the other, move no host and cost no request", {
  ignore,
}, async () => {
  await using lab = await SharedLab.create({ nodes: 3, hosts: 6, family: "IPv4" });
  const before = new Map(lab.hosts.map((host) => [host, lab.nodeOf(host)]));
  const [busy, idle] = [lab.hosts.slice(0, 3), lab.hosts.slice(3)];
  const requests = busy.map((host) => lab.requests(host, 50));
  for (const signal of ["SIGKILL", "SIGTERM"] as const) {
    for (const node of lab.lab.nodes) {
      await lab.restart(node, signal);
      // A host without an entry asks while the announcer is new.
      for (const host of idle) {
        await host.run("ip", ["neigh", "flush", "to", lab.shared, "dev", "eth0"]);
        assert.equal(await served(host, lab.shared), before.get(host)?.name, host.name);
      }
    }
  }
  for (const host of lab.hosts) {
    assert.equal(lab.nodeOf(host), before.get(host), host.name);
    assert.equal((await heardFrames(host)).toGroups, 0, host.name);
  }
  for (const each of requests) assert.deepEqual((await each.stop()).filter(({ ok }) => !ok), []);
});

Deno.test("a node that is back gets its hosts back without a lost request, but no host with an open connection", {
  ignore,
}, async () => {
  await using lab = await SharedLab.create({ nodes: 3, hosts: 9, family: "IPv4" });
  const node = busiest(lab);
  const own = lab.hosts.filter((host) => lab.nodeOf(host) === node);
  const [downloading, ...others] = own;
  assert.ok(downloading !== undefined && others.length > 0, "a node serves at least two of nine hosts");
  await node.kill();
  await eventually(
    "other nodes serve the hosts",
    () => Promise.resolve(own.every((host) => lab.nodeOf(host) !== node)),
  );
  const connection = lab.connection(downloading);
  const opened = await connection.first(({ event }) => event === "echo", { withinMs: 20_000 });
  assert.ok(opened !== undefined);
  const heir = lab.nodeOf(downloading);
  const requests = lab.hosts.filter((host) => host !== downloading).map((host) => lab.requests(host, 100));

  const booted = epochMs();
  await lab.boot(node);
  const isBack = (host: Host): boolean => lab.nodeOf(host) === node;
  await eventually("the hosts go back", () => Promise.resolve(others.every(isBack)), returnMs);
  assert.equal(lab.nodeOf(downloading), heir, "the host with the open connection has moved");
  for (const each of requests) assert.deepEqual((await each.stop()).filter(({ ok }) => !ok), []);
  const events = await connection.stop();
  assert.ok(events.some(({ event, at }) => event === "echo" && at > booted));
  assert.deepEqual(events.filter(({ event, at }) => event === "broken" && at > opened.at), []);
  await eventually("the last host goes back too", () => Promise.resolve(isBack(downloading)));
  for (const host of lab.hosts) assert.equal((await heardFrames(host)).toGroups, 0, host.name);
});

Deno.test(
  "load sharing begins and ends on an address in use without a lost request; MetalLB's broadcast moves all hosts",
  {
    ignore,
  },
  async () => {
    await using lab = await SharedLab.create({ nodes: 3, hosts: 6, family: "IPv4" });
    const requests = lab.hosts.map((host) => lab.requests(host, 100));
    const nodes = (): number => new Set(lab.hosts.map((host) => lab.nodeOf(host))).size;
    const shared = sharingGround["pool-of-all.yaml"] ?? "";
    lab.lab.apply({ "pool-of-all.yaml": shared.replace("arpeggio.dev/load-sharing: hosts", "example.org/note: none") });
    await eventually("one node serves all hosts", () => Promise.resolve(nodes() === 1), returnMs);
    lab.lab.apply({ "pool-of-all.yaml": shared });
    await eventually("several nodes serve the hosts", () => Promise.resolve(nodes() > 1), returnMs);
    for (const each of requests) assert.deepEqual((await each.stop()).filter(({ ok }) => !ok), []);

    for (const node of lab.lab.nodes) await node.endAnnouncer("SIGTERM");
    const [node] = lab.lab.nodes;
    assert.ok(node !== undefined);
    await node.host.run("arping", ["-U", "-c", "1", "-i", "eth0", "-S", lab.shared, lab.shared]).catch(() => undefined);
    const isThere = (host: Host): boolean => lab.nodeOf(host) === node;
    await eventually("all hosts have the MAC in the broadcast", () => Promise.resolve(lab.hosts.every(isThere)));
  },
);

async function served(host: Host, address: string): Promise<string> {
  const url = `http://${address.includes(":") ? `[${address}]` : address}/`;
  return (await host.run("curl", ["-s", "--max-time", "20", url])).trim();
}

/** The node that serves the most hosts. */
function busiest(lab: SharedLab): LabNode {
  const countOf = (node: LabNode): number => lab.hosts.filter((host) => lab.nodeOf(host) === node).length;
  const [first] = lab.lab.nodes.toSorted((one, other) => countOf(other) - countOf(one));
  assert.ok(first !== undefined);
  return first;
}
