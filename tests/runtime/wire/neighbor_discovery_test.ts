import assert from "node:assert/strict";
import { ndpFrames } from "../../../functions/model/wire/frame_selection.ts";
import type { NdpPacket } from "../../../functions/model/wire/ndp.ts";
import { parseNdp } from "../../../functions/model/wire/ndp.ts";
import { ndpProbe, ndpReply, unsolicitedAdvertisement } from "../../../functions/model/wire/ndp_frames.ts";
import type { Libc } from "../../../runtime/wire/libc.ts";
import { openLibc } from "../../../runtime/wire/libc.ts";
import { PacketSocket } from "../../../runtime/wire/packet_socket.ts";
import { Poller } from "../../../runtime/wire/poll.ts";
import { SolicitedNodeGroups } from "../../../runtime/wire/solicited_node_groups.ts";
import { eventually } from "../../../runtime/lab/stage/eventually.ts";
import { haveCommands } from "../../cluster/machine/commands.ts";
import { LinkedHosts, nodeMac, peerMac } from "./host.ts";
import { waitUntil, waitWhile } from "./wait_until.ts";

const ignore = !await haveCommands("unshare", "nsenter", "ip", "ndisc6", "ping");
const address = "fd00::200";
const holderMac = "02:00:00:00:00:99";

/** Answers solicitations for `address` on the node with `mac`, and records the received packets. */
class Responder implements Disposable {
  readonly heard: NdpPacket[] = [];
  readonly #socket: PacketSocket;
  readonly #groups: SolicitedNodeGroups;

  constructor(libc: Libc, { poller, hosts, mac }: { poller: Poller; hosts: LinkedHosts; mac: string }) {
    this.#socket = hosts.node.inside(() => new PacketSocket(libc, ndpFrames));
    this.#groups = hosts.node.inside(() => {
      const groups = new SolicitedNodeGroups(libc);
      assert.deepEqual(groups.want([{ linkIndex: 10, address }]), []);
      return groups;
    });
    this.#socket.want([address]);
    poller.add(this.#socket.descriptor, () =>
      this.#socket.drain((frame, linkIndex) => {
        const packet = parseNdp(frame);
        assert.ok(!("drop" in packet));
        this.heard.push(packet);
        if (packet.type !== "solicitation") return;
        const reply = ndpReply(packet, { mac, ethernetSource: nodeMac });
        assert.equal(this.#socket.send(reply, linkIndex), undefined);
      }));
  }

  [Symbol.dispose](): void {
    this.#groups.close();
    this.#socket.close();
  }
}

Deno.test.each([
  { whose: "its own", mac: nodeMac },
  { whose: "another's", mac: holderMac },
])("a responder gives the kernel of a neighbour and ndisc6 $whose MAC", { ignore }, async ({ mac }) => {
  await using hosts = await LinkedHosts.start();
  using libc = openLibc();
  await using poller = new Poller(libc);
  using responder = new Responder(libc, { poller, hosts, mac });

  const stdout = await waitWhile(poller, hosts.peer.run(`ndisc6 -1 -w 30000 ${address} eth0`));
  assert.match(stdout, new RegExp(`Target link-layer address: ${mac}`, "i"));

  const learn = `ping -6 -c 1 -W 0.1 ${address} >/dev/null; ip -6 neigh show ${address}`;
  await eventually(
    `the neighbour has learned ${mac}`,
    async () => new RegExp(`lladdr ${mac} .*REACHABLE`).test(await waitWhile(poller, hosts.peer.run(learn))),
  );
  assert.deepEqual(responder.heard.at(-1), {
    type: "solicitation",
    ethernetSource: peerMac,
    ethernetDestination: "33:33:ff:00:02:00",
    source: "fd00::2",
    destination: "ff02::1:ff00:200",
    target: address,
    sourceMac: peerMac,
  });
});

Deno.test(
  "a unicast solicitation is answered, although the host does not have the address",
  { ignore },
  async () => {
    await using hosts = await LinkedHosts.start();
    using libc = openLibc();
    await using poller = new Poller(libc);
    using responder = new Responder(libc, { poller, hosts, mac: nodeMac });
    await hosts.peer.run(`ip neigh replace ${address} lladdr ${nodeMac} dev eth0 nud probe`);
    await waitUntil(poller, () => responder.heard.length > 0);
    assert.equal(responder.heard[0]?.destination, address);
    assert.equal(responder.heard[0]?.ethernetDestination, nodeMac);
    await eventually(
      "the neighbour has verified the address",
      async () => (await hosts.peer.run(`ip -6 neigh show ${address}`)).includes("REACHABLE"),
    );
  },
);

Deno.test("a host that configures the address detects that it is in use", { ignore }, async () => {
  await using hosts = await LinkedHosts.start();
  using libc = openLibc();
  await using poller = new Poller(libc);
  using responder = new Responder(libc, { poller, hosts, mac: nodeMac });
  await hosts.peer.run("sysctl -qw net.ipv6.conf.eth0.accept_dad=1");
  await hosts.peer.run(`ip addr add ${address}/64 dev eth0`);
  await waitUntil(poller, () => responder.heard.some(({ source }) => source === "::"));
  await eventually(
    "the host does not use the address",
    async () => (await hosts.peer.run("ip -6 addr show dev eth0 dadfailed")).includes(address),
  );
});

Deno.test("frames about other addresses, and frames that passed a router, are not delivered", { ignore }, async () => {
  await using hosts = await LinkedHosts.start();
  using libc = openLibc();
  await using poller = new Poller(libc);
  using responder = new Responder(libc, { poller, hosts, mac: nodeMac });
  using other = hosts.peer.inside(() => new PacketSocket(libc, ndpFrames));
  const probe = ndpProbe({ address, mac: peerMac, source: "fd00::2" });
  const fromAfar = Uint8Array.from(probe);
  fromAfar[21] = 254;
  const allNodes = "33:33:00:00:00:01";

  other.send(ndpProbe({ address: "fd00::1", mac: peerMac, source: "fd00::2" }), 20);
  other.send(fromAfar, 20);
  other.send(unsolicitedAdvertisement({ address, mac: holderMac }), 20);
  other.send(probe, 20);
  await waitUntil(poller, () => responder.heard.length >= 2);
  assert.deepEqual(
    responder.heard.map(({ type, ethernetSource, ethernetDestination }) => {
      return { type, ethernetSource, ethernetDestination };
    }),
    [
      { type: "advertisement", ethernetSource: holderMac, ethernetDestination: allNodes },
      { type: "solicitation", ethernetSource: peerMac, ethernetDestination: "33:33:ff:00:02:00" },
    ],
  );
});
