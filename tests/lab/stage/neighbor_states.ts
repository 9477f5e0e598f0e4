/**
 * Moves a host to another MAC by unicast frames, from each state of its kernel's neighbor entry and with each setting
 * that makes a kernel ignore frames.
 *
 * @module
 */

import type { IPFamily } from "../../../functions/model/kubernetes.ts";
import type { Redirection } from "../../../functions/model/wire/arp.ts";
import type { Host } from "../../../runtime/lab/stage/host.ts";
import { Lan } from "../../../runtime/lab/stage/lan.ts";
import { World } from "../../../runtime/lab/stage/world.ts";

/** The states of a neighbor entry, as `ip neigh` names them; `absent`: there is no entry. */
export const states = ["absent", "reachable", "stale", "delay", "probe", "failed"] as const;
export type State = typeof states[number];

/** The settings of the host's interface. */
export const settings: Readonly<Record<IPFamily, readonly Setting[]>> = {
  IPv4: [0, 1].flatMap((drop) =>
    [0, 1].map((accept) => ({ "ipv4.conf.eth0.drop_gratuitous_arp": drop, "ipv4.conf.eth0.arp_accept": accept }))
  ),
  IPv6: [0, 1].map((drop) => ({ "ipv6.conf.eth0.drop_unsolicited_na": drop })),
};
export type Setting = Readonly<Record<string, number>>;

/** A move of one address with one initial state. `isMoved` says for each of two moves whether the host has followed. */
export interface Cell {
  readonly family: IPFamily;
  readonly setting: Setting;
  readonly state: State;
  readonly isMoved: readonly boolean[];
}

export interface Moves {
  readonly cells: readonly Cell[];
  /** True if the switch still finds each MAC at the same port. */
  readonly isSwitchUnchanged: boolean;
}

const oldMac = "02:00:00:00:00:01";
/** The second move comes at once, while Linux ignores an ordinary reply (`locktime`). */
const newMacs = ["02:00:00:00:00:02", "02:00:00:00:00:03"] as const;
const sendFrames = new URL("./send_frames.ts", import.meta.url).pathname;

/** @param framesOf the frames that move the host; the second argument is the host's own address */
export async function moveFromEveryState(
  framesOf: (move: Redirection, host: string) => readonly Uint8Array[],
): Promise<Moves> {
  await using world = await World.create();
  const lan = await Lan.create(world);
  const [host, node] = await lan.addHosts([
    { name: "host", address: "172.16.0.2/16", address6: "fd00:16::2/64" },
    { name: "node", address: "172.16.0.3/16", address6: "fd00:16::3/64" },
  ]);
  if (host === undefined || node === undefined) throw new Error("Cannot move a host: the LAN has no hosts");
  const own: Readonly<Record<IPFamily, string>> = { IPv4: host.address, IPv6: host.address6 ?? "" };
  // The switch learns the ports of both.
  await node.run("ping", ["-c", "1", host.address]);
  const portsBefore = await portsOf(world);
  const cells: Cell[] = [];
  for (const family of ["IPv4", "IPv6"] as const) {
    for (const [number, setting] of settings[family].entries()) {
      const addressOf = (state: State): string =>
        `${family === "IPv4" ? `172.16.${number}.` : `fd00:16::${number + 1}:`}${100 + states.indexOf(state)}`;
      const assignments = Object.entries(setting).map(([name, value]) => `net.${name}=${value}`);
      const entries = states.map((state) => entryLine(addressOf(state), state));
      await host.run("sh", ["-e"], { input: [`sysctl -qw ${assignments.join(" ")}`, ...entries].join("\n") });
      const believed: ReadonlyMap<string, string>[] = [];
      for (const mac of newMacs) {
        const frames = states.flatMap((state) =>
          framesOf({ address: addressOf(state), mac, to: host.mac, ethernetSource: node.mac }, own[family])
        );
        const args = ["run", "-A", "--quiet", "--no-check", sendFrames, "eth0", ...frames.map((each) => each.toHex())];
        await node.run(Deno.execPath(), args);
        believed.push(await neighborsOf(host));
      }
      for (const state of states) {
        const isMoved = newMacs.map((mac, move) => believed[move]?.get(addressOf(state)) === mac);
        cells.push({ family, setting, state, isMoved });
      }
    }
  }
  return { cells, isSwitchUnchanged: portsBefore === await portsOf(world) };
}

/** The shell line that puts the host's entry into a state. */
function entryLine(address: string, state: State): string {
  if (state === "absent") return `ip neigh del ${address} dev eth0 2>/dev/null || true`;
  return `ip neigh replace ${address} dev eth0 ${state === "failed" ? "" : `lladdr ${oldMac}`} nud ${state}`;
}

/** By address: the MAC in the host's neighbor table. */
async function neighborsOf(host: Host): Promise<ReadonlyMap<string, string>> {
  const text = await host.run("ip", ["neigh", "show"]);
  return new Map([...text.matchAll(/^(\S+) .*lladdr (\S+)/gm)].map(([, address = "", mac = ""]) => [address, mac]));
}

/** The MACs that the switch has learned, each with its port. */
async function portsOf(world: World): Promise<string> {
  const text = await world.run("bridge", ["fdb", "show", "br", "lan0"]);
  return text.split("\n").filter((line) => !line.includes("permanent")).map((line) => line.trim()).toSorted().join(
    "\n",
  );
}
