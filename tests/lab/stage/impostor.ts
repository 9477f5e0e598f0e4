/**
 * A host without the heartbeat key claims addresses with a given MAC, until the process is killed: `deno run -A
 * impostor.ts INTERFACE MAC|own TIMES_PER_SECOND ADDRESS…`. It answers every request for these addresses, and
 * broadcasts at the given rate; 0 means no broadcasts. Says `ready` when it has begun.
 *
 * @module
 */

import { isIPv6 } from "../../../functions/model/addresses/address.ts";
import { arpRedirection, arpReply, parseArp } from "../../../functions/model/wire/arp.ts";
import { arpFrames, ndpFrames } from "../../../functions/model/wire/frame_selection.ts";
import { broadcastMac } from "../../../functions/model/wire/mac.ts";
import { parseNdp } from "../../../functions/model/wire/ndp.ts";
import { ndpRedirection, ndpReply } from "../../../functions/model/wire/ndp_frames.ts";
import { linkNamed } from "../../../runtime/lab/client/neighbor_watch.ts";
import { Pace } from "../../../runtime/lab/client/pace.ts";
import { openLibc } from "../../../runtime/wire/libc.ts";
import { PacketSocket } from "../../../runtime/wire/packet_socket.ts";
import { Poller } from "../../../runtime/wire/poll.ts";

const [name = "", wanted = "", perSecond = "0", ...addresses] = Deno.args;
const idleMs = 1_000;

using libc = openLibc();
const link = linkNamed(libc, name);
const mac = wanted === "own" ? link.mac : wanted;
await using poller = new Poller(libc);
using arp = new PacketSocket(libc, arpFrames);
using ndp = new PacketSocket(libc, ndpFrames);
arp.want(addresses.filter((address) => !isIPv6(address)));
ndp.want(addresses.filter(isIPv6));
poller.add(arp.descriptor, () => arp.drain(answerArp));
poller.add(ndp.descriptor, () => ndp.drain(answerNdp));

const claims = addresses.map((address) => {
  const claim = { address, mac, to: broadcastMac, ethernetSource: link.mac };
  return isIPv6(address)
    ? { socket: ndp, frame: ndpRedirection({ ...claim, to: "33:33:00:00:00:01" }) }
    : { socket: arp, frame: arpRedirection(claim) };
});
await Deno.stdout.write(new TextEncoder().encode("ready\n"));
const isLoud = Number(perSecond) > 0;
const pace = new Pace(isLoud ? 1_000 / Number(perSecond) : idleMs, performance.now());
for (;;) {
  await poller.wait(pace.leftMs(performance.now()));
  if (pace.leftMs(performance.now()) > 0) continue;
  pace.take(performance.now());
  if (isLoud) { for (const { socket, frame } of claims) socket.send(frame, link.index); }
}

function answerArp(frame: Uint8Array): void {
  const packet = parseArp(frame);
  if ("drop" in packet || packet.operation !== "request" || packet.ethernetSource === link.mac) return;
  if (!addresses.includes(packet.targetAddress) || packet.senderAddress === packet.targetAddress) return;
  arp.send(arpReply(packet, { mac, ethernetSource: link.mac }), link.index);
}

function answerNdp(frame: Uint8Array): void {
  const packet = parseNdp(frame);
  if ("drop" in packet || packet.type !== "solicitation" || packet.ethernetSource === link.mac) return;
  if (addresses.includes(packet.target)) {
    ndp.send(ndpReply(packet, { mac, ethernetSource: link.mac }), link.index);
  }
}
