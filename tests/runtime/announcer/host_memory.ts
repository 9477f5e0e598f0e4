/**
 * Prints as JSON how many bytes the hosts of a shared address cost an announcer: `deno run -A --v8-flags=--expose-gc
 * host_memory.ts`.
 *
 * @module
 */

import type { Sharing } from "../../../functions/model/announcing/duties/duty.ts";
import { mostHosts } from "../../../functions/model/announcing/sharing/host_table.ts";
import { LoadSharer } from "../../../runtime/announcer/load_sharer.ts";
import type { WireLink, WirePort } from "../../../runtime/announcer/wire_port.ts";
import { syn, tcpFrame } from "../../functions/simulation/client_host.ts";

/** All numbers of bytes are those of the heap of JavaScript. */
export interface HostMemory {
  /** For the most hosts that an announcer stores; each has one open connection. */
  readonly users: number;
  /** For 65,536 further MACs that send an ARP request each. */
  readonly askers: number;
  /** For 65,536 further MACs that open a connection each. */
  readonly strangers: number;
  /** How many of the first hosts are still known after the ARP requests. */
  readonly known: number;
}

const address = "10.0.0.200";
const link: WireLink = { name: "eth0", mac: "02:00:00:00:00:01", addresses: ["10.0.0.1/8"] };
const others = 65_536;

const wire: Pick<WirePort, "links" | "observe" | "sendFrame"> = {
  links: [link],
  observe: () => {},
  sendFrame: () => {},
};
const duty: Sharing = {
  role: "sharing",
  state: "sharing",
  address,
  revision: 1,
  since: 0,
  links: ["eth0"],
  macs: { eth0: link.mac },
  order: ["a", "b"],
  members: [
    { node: "a", weight: 1, announcer: "here", since: 0, macs: { eth0: link.mac } },
    { node: "b", weight: 1, announcer: "here", since: 0, macs: { eth0: "02:00:00:00:00:02" } },
  ],
  leads: { is: "leads", since: 0, counting: { counts: "not yet", nextAt: Infinity } },
  unsharing: { is: "no" },
  conflict: { is: "no" },
};

const sharer = new LoadSharer({ node: "a", wire, clock: () => 0, announcers: () => new Set() });
sharer.follow(new Set([address]), new Map(), new Map([[address, duty]]), 0);
const empty = heap();
for (let number = 0; number < mostHosts; number++) connect(number);
const users = heap();
for (let number = 0; number < others; number++) {
  sharer.macFor(address, { mac: macOf("03", number), host: hostOf(number), link: "eth0", confirms: false });
}
const askers = heap();
const known = [...sharer.hostsOf(address)].filter(({ mac }) => mac.startsWith("02:")).length;
for (let number = 0; number < others; number++) connect(mostHosts + number);
const strangers = heap();
const memory: HostMemory = { users: users - empty, askers: askers - users, strangers: strangers - askers, known };
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(memory)));

function connect(number: number): void {
  const ends = { source: hostOf(number), destination: address, sourcePort: 40_000, destinationPort: 80 };
  sharer.segment(tcpFrame({ ...ends, from: macOf("02", number), to: link.mac, flags: syn }), link);
}

function macOf(first: string, number: number): string {
  return `${first}:00:00:${number.toString(16).padStart(6, "0").match(/../g)?.join(":")}`;
}

function hostOf(number: number): string {
  return `10.${1 + (number >> 16)}.${number >> 8 & 255}.${number & 255}`;
}

function heap(): number {
  const gc: unknown = Reflect.get(globalThis, "gc");
  if (typeof gc !== "function") throw new Error("Cannot measure: run this with --v8-flags=--expose-gc");
  gc();
  return Deno.memoryUsage().heapUsed;
}
