/**
 * Sends a flood of ARP requests for unused addresses, like a network scan.
 *
 * @module
 */

import { arpProbe } from "../../../functions/model/wire/arp.ts";
import { arpFrames } from "../../../functions/model/wire/frame_selection.ts";
import { openLibc } from "../../wire/libc.ts";
import { PacketSocket } from "../../wire/packet_socket.ts";
import { linkNamed } from "./neighbor_watch.ts";

export interface FloodOptions {
  readonly interface: string;
  readonly perSecond: number;
}

const tickMs = 1;
const differentAddresses = 250;

/** Never ends. */
export async function floodArp(options: FloodOptions): Promise<never> {
  using libc = openLibc();
  const { mac, index } = linkNamed(libc, options.interface);
  using socket = new PacketSocket(libc, arpFrames);
  const frames = Array.from(
    { length: differentAddresses },
    (_, number) => arpProbe({ address: `172.16.200.${number + 1}`, mac, sender: "172.16.200.254" }),
  );
  const start = performance.now();
  for (let sent = 0;;) {
    const due = (performance.now() - start) / 1000 * options.perSecond;
    for (; sent < due; sent++) socket.send(frames[sent % frames.length] ?? new Uint8Array(), index);
    await new Promise((wake) => setTimeout(wake, tickMs));
  }
}
