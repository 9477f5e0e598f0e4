import assert from "node:assert/strict";
import type { Link } from "../../../functions/model/wire/link.ts";
import { eligibleLinks } from "../../../functions/model/wire/eligible_links.ts";
import { openLibc } from "../../../runtime/wire/libc.ts";
import { LinkWatch } from "../../../runtime/wire/link_watch.ts";
import { Poller } from "../../../runtime/wire/poll.ts";
import { haveCommands } from "../../cluster/machine/commands.ts";
import { Host, LinkedHosts, nodeMac } from "./host.ts";
import { waitUntil } from "./wait_until.ts";

const ignore = !await haveCommands("unshare", "nsenter", "ip");

function named(watch: LinkWatch, name: string): Link | undefined {
  return [...watch.links.values()].find((link) => link.name === name);
}

Deno.test("the links and their addresses are known as soon as the watch is open", { ignore }, async () => {
  await using hosts = await LinkedHosts.start();
  using libc = openLibc();
  using watch = hosts.node.inside(() => new LinkWatch(libc));
  assert.deepEqual(named(watch, "eth0"), {
    index: await hosts.node.linkIndex("eth0"),
    name: "eth0",
    mac: nodeMac,
    up: true,
    arp: true,
    broadcast: true,
    kind: "veth",
    addresses: [
      { address: "10.0.0.1", prefix: 24, scope: "global" },
      { address: "fd00::1", prefix: 64, scope: "global" },
      { address: "fe80::ff:fe00:1", prefix: 64, scope: "link" },
    ],
  });
  assert.deepEqual(named(watch, "lo")?.addresses, [
    { address: "127.0.0.1", prefix: 8, scope: "host" },
    { address: "::1", prefix: 128, scope: "host" },
  ]);
});

/** Changes of the node's link `eth0`, one after the other. The watch must report each before the next. */
const changes: {
  name: string;
  commands: string[];
  holds: (link: Link | undefined, all: readonly Link[]) => boolean;
}[] = [
  { name: "an address", commands: ["ip addr add 10.0.0.9/24 dev eth0"], holds: (link) => has(link, "10.0.0.9") },
  { name: "no more address", commands: ["ip addr del 10.0.0.9/24 dev eth0"], holds: (link) => !has(link, "10.0.0.9") },
  {
    name: "another MAC",
    commands: ["ip link set eth0 address 02:00:00:00:00:33"],
    holds: (link) => link?.mac === "02:00:00:00:00:33",
  },
  { name: "switched off", commands: ["ip link set eth0 down"], holds: (link) => link?.up === false },
  { name: "without link-local address", commands: [], holds: (link) => !has(link, "fe80::ff:fe00:1") },
  {
    name: "another name",
    commands: ["ip link set eth0 name uplink"],
    holds: (link, all) => link === undefined && all.some(({ name }) => name === "uplink"),
  },
  {
    name: "its old name again, and up",
    commands: ["ip link set uplink name eth0", "ip link set eth0 up"],
    holds: (link) => link?.up === true,
  },
  {
    name: "a bridge",
    commands: ["ip link add br0 type bridge", "ip link set br0 up", "ip link set eth0 master br0"],
    holds: (link, all) => link?.master?.kind === "bridge" && eligible(all) === "br0",
  },
  {
    name: "no bridge",
    commands: ["ip link set eth0 nomaster", "ip link del br0"],
    holds: (link, all) => link?.master === undefined && eligible(all) === "eth0",
  },
  {
    name: "no ARP",
    commands: ["ip link set eth0 arp off"],
    holds: (link, all) => link?.arp === false && eligible(all) === "",
  },
  { name: "nothing", commands: ["ip link del eth0"], holds: (link) => link === undefined },
];

function has(link: Link | undefined, address: string): boolean {
  return link?.addresses.some((each) => each.address === address) ?? false;
}

function eligible(links: readonly Link[]): string {
  return eligibleLinks(links, []).map(({ name }) => name).join(" ");
}

Deno.test("every change of a link is reported", { ignore }, async (t) => {
  await using hosts = await LinkedHosts.start();
  using libc = openLibc();
  await using poller = new Poller(libc);
  using watch = hosts.node.inside(() => new LinkWatch(libc));
  poller.add(watch.descriptor, () => watch.drain());
  for (const { name, commands, holds } of changes) {
    await t.step(name, async () => {
      for (const command of commands) await hosts.node.run(command);
      await waitUntil(poller, () => holds(named(watch, "eth0"), [...watch.links.values()]));
    });
  }
});

Deno.test("a lost carrier is reported without polling", { ignore }, async () => {
  await using hosts = await LinkedHosts.start();
  using libc = openLibc();
  await using poller = new Poller(libc);
  using watch = hosts.node.inside(() => new LinkWatch(libc));
  poller.add(watch.descriptor, () => watch.drain());
  await hosts.peer.run("ip link set eth0 down");
  await waitUntil(poller, () => named(watch, "eth0")?.up === false);
});

Deno.test("after more messages than the socket can buffer, the table is still right", { ignore }, async () => {
  await using host = await Host.start();
  using libc = openLibc();
  await using poller = new Poller(libc);
  using watch = host.inside(() => new LinkWatch(libc));
  await host.run("ip link add eth0 type bridge");
  const commands = Array.from({ length: 4000 }, (_, n) => `addr add 10.1.${n >> 8}.${n & 255}/32 dev eth0`);
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, commands.join("\n"));
    await host.run(`ip -batch ${file}`);
  } finally {
    await Deno.remove(file);
  }
  poller.add(watch.descriptor, () => watch.drain());
  await waitUntil(poller, () => named(watch, "eth0")?.addresses.length === 4000);
});
