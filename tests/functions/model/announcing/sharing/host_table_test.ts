import assert from "node:assert/strict";
import type { Host } from "../../../../../functions/model/announcing/sharing/host.ts";
import { HostTable, mostHosts } from "../../../../../functions/model/announcing/sharing/host_table.ts";

function host(number: number, more: Partial<Host> = {}): Host {
  const mac = `02:${number.toString(16).padStart(10, "0").match(/../g)?.join(":")}`;
  const fate = { node: "a", home: "a", moves: 1 };
  return { mac, link: "eth0", addresses: [], ...fate, isUser: false, seenAt: 0, ...more };
}

Deno.test("ARP requests from 65,536 MACs replace no host that sends traffic, and the table does not grow", () => {
  const table = new HostTable();
  for (let user = 0; user < mostHosts / 2; user++) table.put(host(user, { isUser: true }));
  for (let asker = 0; asker < 65_536; asker++) table.put(host(1_000_000 + asker));
  assert.equal(table.size, mostHosts);
  for (let user = 0; user < mostHosts / 2; user++) assert.ok(table.get(host(user).mac)?.isUser);
  assert.ok(table.get(host(1_000_000 + 65_535).mac), "the last asker is known");
});

Deno.test("a table full of hosts with traffic accepts no host without traffic, and a new host with traffic replaces the host that was not seen for the longest time", () => {
  const table = new HostTable(3);
  for (const number of [1, 2, 3]) table.put(host(number, { isUser: true }));
  table.put(host(1, { isUser: true, seenAt: 5 }));
  assert.equal(table.put(host(9)), false);
  assert.equal(table.put(host(4, { isUser: true })), true);
  assert.deepEqual([1, 2, 3, 4, 9].filter((number) => table.get(host(number).mac)), [1, 3, 4]);
});

Deno.test("the number of hosts of each node is correct after every change", () => {
  const table = new HostTable(4);
  for (const number of [1, 2, 3]) table.put(host(number));
  table.put(host(2, { node: "b" }), "as before");
  table.put(host(3, { isUser: true }));
  table.delete(host(1).mac);
  assert.deepEqual([table.hostsOf("a"), table.hostsOf("b"), table.size], [1, 1, 2]);
  for (const number of [4, 5, 6, 7]) table.put(host(number, { node: "b" }));
  assert.deepEqual([table.hostsOf("a"), table.hostsOf("b"), table.size], [1, 3, 4]);
});
