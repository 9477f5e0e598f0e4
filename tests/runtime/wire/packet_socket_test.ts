import assert from "node:assert/strict";
import type { ArpPacket } from "../../../functions/model/wire/arp.ts";
import { arpProbe, arpReply, gratuitousArp, parseArp } from "../../../functions/model/wire/arp.ts";
import { arpFrames, tcpEdges } from "../../../functions/model/wire/frame_selection.ts";
import { macBytes } from "../../../functions/model/wire/mac.ts";
import { parseEdge } from "../../../functions/model/wire/tcp_segment.ts";
import { openLibc } from "../../../runtime/wire/libc.ts";
import type { OnFrame } from "../../../runtime/wire/packet_socket.ts";
import { PacketSocket } from "../../../runtime/wire/packet_socket.ts";
import { Poller } from "../../../runtime/wire/poll.ts";
import { eventually } from "../../../runtime/lab/stage/eventually.ts";
import { haveCommands } from "../../cluster/machine/commands.ts";
import { flags, ipv4Segment, ipv6Segment } from "../../functions/model/tcp_frames.ts";
import { LinkedHosts, nodeMac, peerMac } from "./host.ts";
import { waitUntil, waitWhile } from "./wait_until.ts";

const ignore = !await haveCommands("unshare", "nsenter", "ip", "arping");
const address = "10.0.0.200";
const strangerMac = "02:00:00:00:00:99";

/** Collects the frames that the ARP socket delivers. */
function collect(received: ArpPacket[]): OnFrame {
  return (frame) => {
    const packet = parseArp(frame);
    assert.ok(!("drop" in packet));
    received.push(packet);
  };
}

/** Answers every delivered request with `mac`. */
function answering(socket: PacketSocket, mac: string): OnFrame {
  return (frame, linkIndex) => {
    const packet = parseArp(frame);
    assert.ok(!("drop" in packet));
    if (packet.operation !== "request") return;
    assert.equal(socket.send(arpReply(packet, { mac, ethernetSource: nodeMac }), linkIndex), undefined);
  };
}

Deno.test.each([
  { whose: "its own", mac: nodeMac },
  { whose: "another's", mac: strangerMac },
])("a responder gives the kernel of a neighbour $whose MAC", { ignore }, async ({ mac }) => {
  await using hosts = await LinkedHosts.start();
  using libc = openLibc();
  await using poller = new Poller(libc);
  using socket = hosts.node.inside(() => new PacketSocket(libc, arpFrames));
  socket.want([address]);
  poller.add(socket.descriptor, () => socket.drain(answering(socket, mac)));

  const stdout = await waitWhile(poller, hosts.peer.run(`arping -c 1 -w 30 -i eth0 ${address}`));
  assert.match(stdout, new RegExp(`from ${nodeMac} \\(${address}\\)`));

  const learn = `ping -c 1 -W 0.1 ${address} >/dev/null; ip neigh show ${address}`;
  await eventually(
    `the neighbour has learned ${mac}`,
    async () => (await waitWhile(poller, hosts.peer.run(learn))).includes(`lladdr ${mac} `),
  );
});

Deno.test("frames about other addresses, and frames of an unknown VLAN, are not delivered", { ignore }, async () => {
  await using hosts = await LinkedHosts.start();
  const { node, peer } = hosts;
  const linkIndex = await peer.linkIndex("eth0");
  using libc = openLibc();
  await using poller = new Poller(libc);
  using socket = node.inside(() => new PacketSocket(libc, arpFrames));
  using asker = peer.inside(() => new PacketSocket(libc, arpFrames));
  const received: ArpPacket[] = [];
  socket.want([address]);
  poller.add(socket.descriptor, () => socket.drain(collect(received)));

  asker.send(arpProbe({ address: "10.0.0.1", mac: peerMac }), linkIndex);
  asker.send(tagged(arpProbe({ address, mac: peerMac, sender: "10.0.0.77" })), linkIndex);
  asker.send(arpProbe({ address, mac: peerMac }), linkIndex);
  asker.send(gratuitousArp({ address, mac: strangerMac }, "reply"), linkIndex);
  await waitUntil(poller, () => received.length >= 2);
  assert.deepEqual(received.map(({ senderAddress, senderMac }) => [senderAddress, senderMac]), [
    ["0.0.0.0", peerMac],
    [address, strangerMac],
  ]);

  socket.want(["10.0.0.201"]);
  asker.send(arpProbe({ address, mac: peerMac }), linkIndex);
  asker.send(arpProbe({ address: "10.0.0.201", mac: peerMac }), linkIndex);
  await waitUntil(poller, () => received.length >= 3);
  assert.equal(received[2]?.targetAddress, "10.0.0.201");
});

/** The frame with an IEEE 802.1Q tag of VLAN 77. */
function tagged(frame: Uint8Array): Uint8Array {
  return Uint8Array.of(...frame.subarray(0, 12), 0x81, 0x00, 0, 77, ...frame.subarray(12));
}

Deno.test("a frame that comes through a member of a bridge is delivered once, on the bridge", { ignore }, async () => {
  await using hosts = await LinkedHosts.start();
  const { node, peer } = hosts;
  await node.run("ip link add br0 type bridge && ip link set br0 up && ip link set eth0 master br0");
  const bridge = await node.linkIndex("br0");
  using libc = openLibc();
  await using poller = new Poller(libc);
  using socket = node.inside(() => new PacketSocket(libc, arpFrames));
  using asker = peer.inside(() => new PacketSocket(libc, arpFrames));
  const links: number[] = [];
  const answers: ArpPacket[] = [];
  for (const each of [socket, asker]) each.want([address]);
  poller.add(socket.descriptor, () =>
    socket.drain((frame, linkIndex) => {
      links.push(linkIndex);
      answering(socket, nodeMac)(frame, linkIndex);
    }));
  poller.add(asker.descriptor, () => asker.drain(collect(answers)));

  asker.send(arpProbe({ address, mac: peerMac }), 20);
  await waitUntil(poller, () => answers.length > 0);
  assert.deepEqual(links, [bridge]);
});

Deno.test("the node's own frames are not delivered", { ignore }, async () => {
  await using hosts = await LinkedHosts.start();
  const linkIndex = await hosts.node.linkIndex("eth0");
  using libc = openLibc();
  await using poller = new Poller(libc);
  using socket = hosts.node.inside(() => new PacketSocket(libc, arpFrames));
  using other = hosts.peer.inside(() => new PacketSocket(libc, arpFrames));
  for (const each of [socket, other]) each.want([address]);
  const seenHere: ArpPacket[] = [];
  const seenThere: ArpPacket[] = [];
  poller.add(socket.descriptor, () => socket.drain(collect(seenHere)));
  poller.add(other.descriptor, () => other.drain(collect(seenThere)));

  socket.send(gratuitousArp({ address, mac: nodeMac }, "request"), linkIndex);
  await waitUntil(poller, () => seenThere.length > 0);
  await poller.wait(0);
  assert.deepEqual(seenHere, []);
});

const amounts: { name: string; count: number; optmem: number }[] = [
  { name: "as many addresses as a filter holds", count: 1000, optmem: 131072 },
  { name: "more addresses than a filter holds", count: 1001, optmem: 131072 },
  { name: "more addresses than fit into an older kernel's memory limit", count: 600, optmem: 20480 },
];

Deno.test.each(amounts)("$name can be wanted", { ignore }, async ({ count, optmem }) => {
  await using hosts = await LinkedHosts.start();
  const linkIndex = await hosts.peer.linkIndex("eth0");
  using libc = openLibc();
  await using poller = new Poller(libc);
  using socket = hosts.node.inside(() => new PacketSocket(libc, arpFrames));
  using asker = hosts.peer.inside(() => new PacketSocket(libc, arpFrames));
  const addresses = Array.from({ length: count }, (_, index) => `192.168.${index >> 8}.${index & 255}`);
  const received: ArpPacket[] = [];
  await hosts.node.try(`sysctl -qw net.core.optmem_max=${optmem}`);
  for (const each of [addresses.slice(0, count / 2), addresses]) socket.want(each);
  poller.add(socket.descriptor, () => socket.drain(collect(received)));

  const ask = (target: string): unknown => asker.send(arpProbe({ address: target, mac: peerMac }), linkIndex);
  // Sends the requests in portions, since the smallest receive buffer differs between kernels.
  for (let from = 0; from < count; from += 100) {
    addresses.slice(from, from + 100).forEach(ask);
    await waitUntil(poller, () => received.length >= Math.min(from + 100, count));
  }
  ask("10.0.0.1");
  await poller.wait(0);
  assert.deepEqual(received.map(({ targetAddress }) => targetAddress), addresses);
});

Deno.test.each([
  { family: "IPv4" as const, wanted: "10.0.0.200", other: "10.0.0.201", segment: ipv4Segment },
  { family: "IPv6" as const, wanted: "fd00::200", other: "fd00::201", segment: ipv6Segment },
])(
  "only TCP segments that open or close a connection to the address are delivered, over $family",
  { ignore },
  async (row) => {
    const { family, wanted, other, segment } = row;
    await using hosts = await LinkedHosts.start();
    const linkIndex = await hosts.peer.linkIndex("eth0");
    using libc = openLibc();
    await using poller = new Poller(libc);
    using socket = hosts.node.inside(() => new PacketSocket(libc, tcpEdges[family]));
    using client = hosts.peer.inside(() => new PacketSocket(libc, tcpEdges[family]));
    const edges: string[] = [];
    poller.add(socket.descriptor, () =>
      socket.drain((frame) => {
        const read = parseEdge(frame);
        edges.push("drop" in read ? read.drop : read.edge);
      }));
    const send = (bits: number): void => {
      const frame = segment(bits);
      frame.set(macBytes(nodeMac), 0);
      assert.equal(client.send(frame, linkIndex), undefined);
    };

    socket.want([other]);
    send(flags.syn);
    socket.want([wanted]);
    for (const bits of [flags.syn, flags.ack, flags.fin | flags.ack, flags.ack, flags.rst]) send(bits);
    await waitUntil(poller, () => edges.length >= 3);
    await poller.wait(0);
    assert.deepEqual(edges, ["opens", "closes", "closes"]);
  },
);

Deno.test("sending a frame on a removed link returns an error", { ignore }, async () => {
  await using hosts = await LinkedHosts.start();
  using libc = openLibc();
  using socket = hosts.node.inside(() => new PacketSocket(libc, arpFrames));
  const frame = arpProbe({ address, mac: nodeMac });
  assert.equal(socket.send(frame, 4711)?.message, "Cannot send ARP frame on link 4711: ENXIO");
  const linkIndex = await hosts.node.linkIndex("eth0");
  await hosts.node.run("ip link set eth0 down");
  assert.equal(socket.send(frame, linkIndex)?.code, "ENETDOWN");
});
