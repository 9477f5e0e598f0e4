/**
 * A program for runs with few permissions. It opens every kind of socket that an announcer needs, and then prints a
 * line.
 *
 * @module
 */

import { arpFrames, ndpFrames, tcpEdges } from "../../../functions/model/wire/frame_selection.ts";
import { openLibc } from "../../../runtime/wire/libc.ts";
import { LinkWatch } from "../../../runtime/wire/link_watch.ts";
import { PacketSocket } from "../../../runtime/wire/packet_socket.ts";
import { Poller } from "../../../runtime/wire/poll.ts";
import { SolicitedNodeGroups } from "../../../runtime/wire/solicited_node_groups.ts";
import { UdpSocket } from "../../../runtime/wire/udp_socket.ts";

using libc = openLibc();
await using poller = new Poller(libc);
using watch = new LinkWatch(libc);
const [linkIndex = 0] = watch.links.keys();
using arp = new PacketSocket(libc, arpFrames);
using ndp = new PacketSocket(libc, ndpFrames);
using tcp4 = new PacketSocket(libc, tcpEdges.IPv4);
using tcp6 = new PacketSocket(libc, tcpEdges.IPv6);
using groups = new SolicitedNodeGroups(libc);
using ipv4 = new UdpSocket(libc, { family: "IPv4", port: 7946 });
using ipv6 = new UdpSocket(libc, { family: "IPv6", port: 7946 });

arp.want(["10.0.0.200"]);
ndp.want(["fd00::200"]);
tcp4.want(["10.0.0.200"]);
tcp6.want(["fd00::200"]);
for (const { descriptor } of [watch, arp, ndp, tcp4, tcp6, ipv4, ipv6]) poller.add(descriptor, () => {});
const [error] = [
  ...groups.want([{ linkIndex, address: "fd00::200" }]),
  ipv4.send(new Uint8Array(1), { address: "127.0.0.1", port: 7946, linkIndex }),
];
if (error !== undefined) throw error;
await poller.wait(1000);
await Deno.stdout.write(new TextEncoder().encode("every socket is open\n"));
