import assert from "node:assert/strict";
import type { Echoed, HttpAnswered, NeighborHeard } from "../../../runtime/lab/client/events.ts";
import { epochMs } from "../../../runtime/lab/client/events.ts";
import { longestOverlap } from "../../../runtime/lab/client/timeline.ts";
import type { Host } from "../../../runtime/lab/stage/host.ts";
import { Lan } from "../../../runtime/lab/stage/lan.ts";
import { programCommand } from "../../../runtime/lab/stage/program.ts";
import { Recording } from "../../../runtime/lab/stage/recording.ts";
import { takePacketsFor } from "../../../runtime/lab/stage/virtual_addresses.ts";
import { World } from "../../../runtime/lab/stage/world.ts";
import { worldsAllowed } from "./world_allowed.ts";

const ignore = !await worldsAllowed();

const withinMs = 30_000;

const families = [
  { family: "IPv4", virtual: "172.16.16.1", cidr: "172.16.16.1/16", range: "172.16.16.0/24" },
  { family: "IPv6", virtual: "fd00:16::16:1", cidr: "fd00:16::16:1/64", range: "fd00:16::16:0/112" },
];

Deno.test.each(families)(
  "the neighbor watch records the move of an $family address",
  { ignore },
  async ({ virtual, cidr }) => {
    await using world = await World.create();
    const [client, anna, bela] = await threeHosts(await Lan.create(world));
    await using watch = new Recording<NeighborHeard>(start(client, "watch-neighbors", virtual));
    await using control = new Recording<NeighborHeard>(start(client, "watch-neighbors", controlOf(virtual)));

    await take(anna, cidr);
    const first = await watch.first(({ kind }) => kind === "answer", { withinMs });
    assert.equal(first?.mac, anna.mac);
    assert.equal(first?.source, anna.mac);

    const from = epochMs();
    await anna.run("ip", ["addr", "del", cidr, "dev", "eth0"]);
    // Both addresses are probed equally often, so meanwhile about 20 probes of the removed address stay unanswered.
    await control.first(() => control.since(from).length > 20, { withinMs });
    await take(bela, cidr);
    const moved = await watch.first(({ kind, mac }) => kind === "answer" && mac === bela.mac, { withinMs });
    assert.ok(moved !== undefined);
    assert.ok(moved.missed > 0, "no probe was unanswered");
    assert.equal(longestOverlap(watch.events, "mac"), 0);

    await take(anna, cidr);
    assert.ok(await watch.first(() => longestOverlap(watch.events, "mac") > 0, { withinMs }), "both answer");
  },
);

Deno.test("the neighbor watch distinguishes a gratuitous frame from an answer", { ignore }, async () => {
  await using world = await World.create();
  const [client, anna] = await threeHosts(await Lan.create(world));
  await using watch = new Recording<NeighborHeard>(start(client, "watch-neighbors", "172.16.16.1"));
  await take(anna, "172.16.16.1/16");
  await watch.first(() => true, { withinMs });
  // With arp_notify, the kernel announces its addresses when a MAC is set on the link, even if it is the same MAC.
  await anna.run("sh", ["-c", "echo 1 > /proc/sys/net/ipv4/conf/eth0/arp_notify"]);
  await anna.run("ip", ["link", "set", "eth0", "address", anna.mac]);
  const heard = await watch.first(({ kind }) => kind === "announcement", { withinMs });
  assert.equal(heard?.mac, anna.mac);
});

Deno.test.each(families)(
  "a node accepts packets for $family addresses, and its kernel does not answer for them",
  { ignore },
  async ({ virtual, range }) => {
    await using world = await World.create();
    const [client, anna] = await threeHosts(await Lan.create(world));
    await takePacketsFor(anna, [range]);
    await ready(start(anna, "serve", "anna"));
    await using watch = new Recording<NeighborHeard>(start(client, "watch-neighbors", virtual));
    await using control = new Recording<NeighborHeard>(start(client, "watch-neighbors", controlOf(virtual)));
    await control.first(() => true, { withinMs });
    await client.run("ip", ["neigh", "replace", virtual, "lladdr", anna.mac, "dev", "eth0"]);

    await using http = new Recording<HttpAnswered>(start(client, "watch-http", virtual));
    await using connection = new Recording<Echoed>(start(client, "watch-connection", virtual));
    const answered = await http.first(({ ok }) => ok, { withinMs });
    assert.deepEqual(answered?.ok && answered.by, "anna");
    assert.ok(await connection.first(({ event }) => event === "echo", { withinMs }));

    const cut = epochMs();
    await anna.linkDown();
    assert.ok(await http.first(({ ok }) => !ok, { since: cut, withinMs }));
    assert.deepEqual(watch.events, []);
  },
);

async function threeHosts(lan: Lan): Promise<readonly [Host, Host, Host]> {
  const [client, anna, bela] = await lan.addHosts([
    { name: "client", address: "172.16.0.2/16", address6: "fd00:16::2/64" },
    { name: "anna", address: "172.16.0.11/16", address6: "fd00:16::11/64" },
    { name: "bela", address: "172.16.0.12/16", address6: "fd00:16::12/64" },
  ]);
  assert.ok(client && anna && bela);
  return [client, anna, bela];
}

/** Another address of the family of `virtual`: the address that `anna` always has. */
function controlOf(virtual: string): string {
  return virtual.includes(":") ? "fd00:16::11" : "172.16.0.11";
}

async function take(host: Host, cidr: string): Promise<void> {
  await host.run("ip", ["addr", "add", cidr, "dev", "eth0", ...cidr.includes(":") ? ["nodad"] : []]);
}

function start(host: Host, ...args: string[]): Deno.ChildProcess {
  const program = programCommand(new URL("lab_parts.ts", import.meta.url).href, args);
  return host.spawn(program.command, program.args, { stdin: "null", stdout: "piped" });
}

async function ready(process: Deno.ChildProcess): Promise<void> {
  const reader = process.stdout.getReader();
  await reader.read();
  await reader.cancel();
}
