import assert from "node:assert/strict";
import { openLibc } from "../../../runtime/wire/libc.ts";
import { Poller } from "../../../runtime/wire/poll.ts";
import type { DatagramDestination, DatagramOrigin, OnDatagram } from "../../../runtime/wire/udp_socket.ts";
import { UdpSocket } from "../../../runtime/wire/udp_socket.ts";
import { haveCommands } from "../../cluster/machine/commands.ts";
import { LinkedHosts } from "./host.ts";
import { waitUntil } from "./wait_until.ts";

const ignore = !await haveCommands("unshare", "nsenter", "ip");
const port = 7946;

type Received = Omit<DatagramOrigin, "at"> & { readonly text: string };

function collect(received: Received[]): OnDatagram {
  return (data, { at: _, ...from }) => received.push({ ...from, text: new TextDecoder().decode(data) });
}

const ways: { name: string; family: "IPv4" | "IPv6"; to: DatagramDestination; from: string }[] = [
  { name: "IPv4", family: "IPv4", to: { address: "10.0.0.2", port }, from: "10.0.0.1" },
  { name: "IPv4 on a link", family: "IPv4", to: { address: "10.0.0.2", port, linkIndex: 10 }, from: "10.0.0.1" },
  { name: "IPv6", family: "IPv6", to: { address: "fd00::2", port }, from: "fd00::1" },
  { name: "IPv6 on a link", family: "IPv6", to: { address: "fd00::2", port, linkIndex: 10 }, from: "fd00::1" },
  {
    name: "IPv6 between link-local addresses",
    family: "IPv6",
    to: { address: "fe80::ff:fe00:2", port, linkIndex: 10 },
    from: "fe80::ff:fe00:1",
  },
];

Deno.test.each(ways)("a datagram and its answer are sent by $name", { ignore }, async ({ family, to, from }) => {
  await using hosts = await LinkedHosts.start();
  using libc = openLibc();
  await using poller = new Poller(libc);
  using node = hosts.node.inside(() => new UdpSocket(libc, { family, port }));
  using peer = hosts.peer.inside(() => new UdpSocket(libc, { family, port }));
  const received: Received[] = [];
  const answers: Received[] = [];
  poller.add(peer.descriptor, () => peer.drain(collect(received)));
  poller.add(node.descriptor, () => node.drain(collect(answers)));

  assert.equal(node.send(new TextEncoder().encode("ping"), to), undefined);
  assert.equal(node.send(new Uint8Array(), to), undefined);
  await waitUntil(poller, () => received.length >= 2);
  const origin = { address: from, port, linkIndex: 20 };
  assert.deepEqual(received, [{ ...origin, text: "ping" }, { ...origin, text: "" }]);

  assert.equal(peer.send(new TextEncoder().encode("pong"), origin), undefined);
  await waitUntil(poller, () => answers.length >= 1);
  assert.deepEqual(answers, [{ address: to.address, port, linkIndex: 10, text: "pong" }]);
});

Deno.test.each([...ways])(
  "a datagram by $name has the time of its arrival, not of its reading",
  { ignore },
  async (way) => {
    await using hosts = await LinkedHosts.start();
    using libc = openLibc();
    await using poller = new Poller(libc);
    using node = hosts.node.inside(() => new UdpSocket(libc, { family: way.family, port }));
    using peer = hosts.peer.inside(() => new UdpSocket(libc, { family: way.family, port }));
    let isThere = false;
    poller.add(peer.descriptor, () => isThere = true);
    // The kernel begins to record receive times only a while after the request, so this repeats.
    for (let isTold = false; !isTold;) {
      const earliest = Date.now();
      assert.equal(node.send(new TextEncoder().encode("ping"), way.to), undefined);
      await waitUntil(poller, () => isThere);
      const latest = Date.now() + 1;
      while (Date.now() <= latest) await new Promise((resolve) => setTimeout(resolve, 1));
      const times: number[] = [];
      peer.drain((_data, { at }) => times.push(at));
      assert.ok(times.every((at) => at >= earliest), `${times} is before ${earliest}`);
      isTold = times.length === 1 && times.every((at) => at <= latest);
      isThere = false;
    }
  },
);

Deno.test("a datagram leaves on the given link, not on the link of the route", { ignore }, async () => {
  await using hosts = await LinkedHosts.start();
  const { node, peer } = hosts;
  await node.run(`ip link add eth1 type veth peer name eth1 netns ${peer.pid}`);
  for (const host of [node, peer]) await host.run("ip link set eth1 up");
  await node.run("ip addr add 10.0.1.1/24 dev eth1");
  await peer.run("ip addr add 10.0.1.2/24 dev eth1");
  const linkIndex = await node.linkIndex("eth1");
  using libc = openLibc();
  await using poller = new Poller(libc);
  using sender = node.inside(() => new UdpSocket(libc, { family: "IPv4", port }));
  using receiver = peer.inside(() => new UdpSocket(libc, { family: "IPv4", port }));
  const received: Received[] = [];
  poller.add(receiver.descriptor, () => receiver.drain(collect(received)));

  assert.equal(sender.send(new Uint8Array(1), { address: "10.0.0.2", port, linkIndex }), undefined);
  await waitUntil(poller, () => received.length >= 1);
  assert.equal(received[0]?.linkIndex, await peer.linkIndex("eth1"));
});

Deno.test("in each family, only one socket may have a port", { ignore }, async () => {
  await using hosts = await LinkedHosts.start();
  using libc = openLibc();
  using _ipv4 = hosts.node.inside(() => new UdpSocket(libc, { family: "IPv4", port }));
  using _ipv6 = hosts.node.inside(() => new UdpSocket(libc, { family: "IPv6", port }));
  assert.throws(() => hosts.node.inside(() => new UdpSocket(libc, { family: "IPv4", port })), {
    name: "WireError",
    message: `Cannot listen on IPv4 UDP port ${port}: EADDRINUSE`,
  });
});

Deno.test("a send that fails returns an error, and a received datagram that is too long is dropped", {
  ignore,
}, async () => {
  await using hosts = await LinkedHosts.start();
  using libc = openLibc();
  await using poller = new Poller(libc);
  using socket = hosts.node.inside(() => new UdpSocket(libc, { family: "IPv4", port }));
  const send = (length: number, to: DatagramDestination): string | undefined => {
    return socket.send(new Uint8Array(length), to)?.message;
  };
  const prefix = "Cannot send datagram to";
  assert.equal(send(1, { address: "10.9.0.1", port }), `${prefix} 10.9.0.1 port 7946: ENETUNREACH`);
  assert.equal(send(1, { address: "10.0.0.2", port, linkIndex: 99 }), `${prefix} 10.0.0.2 port 7946: ENODEV`);
  assert.equal(send(5000, { address: "10.0.0.2", port }), `${prefix} 10.0.0.2 port 7946: EMSGSIZE`);

  const received: Received[] = [];
  poller.add(socket.descriptor, () => socket.drain(collect(received)));
  await hosts.peer.run(`bash -c 'head -c 3000 /dev/zero > /dev/udp/10.0.0.1/${port}'`);
  assert.equal(socket.send(new Uint8Array(2), { address: "10.0.0.1", port }), undefined);
  await waitUntil(poller, () => received.length >= 1);
  assert.equal(received[0]?.text.length, 2);
});
