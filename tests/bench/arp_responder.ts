/**
 * Answers ARP requests for N addresses: 10.0.0.200, then 172.16.0.0 and upwards. N is the argument. Prints a line when
 * it is ready.
 *
 * @module
 */

import { arpReply, parseArp } from "../../functions/model/wire/arp.ts";
import { arpFrames } from "../../functions/model/wire/frame_selection.ts";
import { openLibc } from "../../runtime/wire/libc.ts";
import { LinkWatch } from "../../runtime/wire/link_watch.ts";
import { PacketSocket } from "../../runtime/wire/packet_socket.ts";
import { Poller } from "../../runtime/wire/poll.ts";

using libc = openLibc();
await using poller = new Poller(libc);
using watch = new LinkWatch(libc);
using socket = new PacketSocket(libc, arpFrames);

const more = Number(Deno.args[0] ?? 1) - 1;
socket.want(["10.0.0.200", ...Array.from({ length: more }, (_, index) => `172.16.${index >> 8}.${index & 255}`)]);
poller.add(watch.descriptor, () => watch.drain());
poller.add(socket.descriptor, () =>
  socket.drain((frame, linkIndex) => {
    const packet = parseArp(frame);
    const mac = watch.links.get(linkIndex)?.mac;
    if ("drop" in packet || packet.operation !== "request" || mac === undefined) return;
    socket.send(arpReply(packet, { mac, ethernetSource: mac }), linkIndex);
  }));
await Deno.stdout.write(new TextEncoder().encode("ready\n"));
for (;;) await poller.wait(Infinity);
