import assert from "node:assert/strict";
import { openLibc } from "../../../runtime/wire/libc.ts";
import { SolicitedNodeGroups } from "../../../runtime/wire/solicited_node_groups.ts";
import { haveCommands } from "../../cluster/machine/commands.ts";
import type { Host } from "./host.ts";
import { LinkedHosts } from "./host.ts";

const ignore = !await haveCommands("unshare", "nsenter", "ip");
const linkIndex = 10;

/** The solicited-node groups on `eth0`, as the kernel lists them, without those of the host's own addresses. */
async function memberships(host: Host): Promise<string[]> {
  const lines = await host.run("ip -6 maddr show dev eth0");
  return (lines.match(/ff02::1:ff00:[2-9a-f]\S*/g) ?? []).toSorted();
}

Deno.test("the memberships match the wanted addresses, and end when the socket is closed", { ignore }, async () => {
  await using hosts = await LinkedHosts.start();
  using libc = openLibc();
  using groups = new SolicitedNodeGroups(libc);
  const want = (...addresses: string[]): unknown[] => {
    return hosts.node.inside(() => groups.want(addresses.map((address) => ({ linkIndex, address }))));
  };
  assert.deepEqual(want("fd00::200", "fd00:1::200", "fd00::300"), []);
  assert.deepEqual(await memberships(hosts.node), ["ff02::1:ff00:200", "ff02::1:ff00:300"]);
  assert.deepEqual(want("fd00:1::200", "fd00::400"), []);
  assert.deepEqual(await memberships(hosts.node), ["ff02::1:ff00:200", "ff02::1:ff00:400"]);
  groups.close();
  assert.deepEqual(await memberships(hosts.node), []);
});

Deno.test("a group on a link that does not exist yet is joined when the link appears", { ignore }, async () => {
  await using hosts = await LinkedHosts.start();
  using libc = openLibc();
  using groups = new SolicitedNodeGroups(libc);
  const wanted = [{ linkIndex: 33, address: "fd00::200" }, { linkIndex, address: "fd00::300" }];
  const errors = hosts.node.inside(() => groups.want(wanted));
  assert.deepEqual(errors.map(({ message }) => message), ["Cannot join ff02::1:ff00:200 on link 33: ENODEV"]);
  assert.deepEqual(await memberships(hosts.node), ["ff02::1:ff00:300"]);

  await hosts.node.run("ip link del eth0");
  await hosts.node.run("ip link add eth0 index 33 type bridge");
  assert.deepEqual(hosts.node.inside(() => groups.want([{ linkIndex: 33, address: "fd00::200" }])), []);
  assert.deepEqual(await memberships(hosts.node), ["ff02::1:ff00:200"]);
});

Deno.test("there may be more groups than one socket can join", { ignore }, async () => {
  await using hosts = await LinkedHosts.start();
  await hosts.node.try("sysctl -qw net.core.optmem_max=20480");
  using libc = openLibc();
  using groups = new SolicitedNodeGroups(libc);
  const wanted = Array.from({ length: 800 }, (_, n) => ({ linkIndex, address: `fd00::${(n + 0x2000).toString(16)}` }));
  assert.deepEqual(hosts.node.inside(() => groups.want(wanted)), []);
  assert.equal((await memberships(hosts.node)).length, 800);
});
