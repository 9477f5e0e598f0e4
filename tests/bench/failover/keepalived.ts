/**
 * Measures keepalived for comparison, on the same nodes and the same bridge. keepalived sends adverts for one address
 * every 100 ms, and for another address every second, which is its default.
 *
 * @module
 */

import { epochMs, type NeighborHeard } from "../../../runtime/lab/client/events.ts";
import type { Lab } from "../../../runtime/lab/lab.ts";
import type { LabNode } from "../../../runtime/lab/stage/lab_node.ts";
import type { Recording } from "../../../runtime/lab/stage/recording.ts";
import { type BenchLab, sleep } from "../../lab/stage/bench_lab.ts";
import type { Family } from "../../lab/stage/manifests.ts";
import { halfBusy, type Table } from "../line.ts";
import { reboot } from "./reboot.ts";

/** One address of keepalived: a VRRP virtual router. */
interface Router {
  readonly name: string;
  readonly number: number;
  readonly advertSeconds: number;
  readonly address: Readonly<Record<Family, string>>;
}

const routers: readonly Router[] = [
  {
    name: "adverts every 100 ms",
    number: 51,
    advertSeconds: 0.1,
    address: { IPv4: "172.16.250.1", IPv6: "fd00:16::250:1" },
  },
  {
    name: "adverts every second, the default",
    number: 52,
    advertSeconds: 1,
    address: { IPv4: "172.16.250.2", IPv6: "fd00:16::250:2" },
  },
];
const patienceMs = 30_000;
/** After keepalived has moved an address, the new node must keep it for this time before the next death. */
const steadyMs = 1_500;

/** Kills the node that answers for keepalived's addresses, and boots it again. */
export async function* keepalivedDeaths(bench: BenchLab, family: Family, runs: number): AsyncGenerator<Table> {
  const { lab } = bench;
  for (const [rank, node] of lab.nodes.entries()) startKeepalived(lab, node, family, rank);
  const heard = lab.watch("watch-neighbors", lab.watcher, routers.map(({ address }) => address[family]));
  try {
    const found = await halfBusy(lab, runs, async () => {
      const master = await steadyMaster(lab, heard, family);
      const { mac } = master;
      const struck = epochMs();
      await master.kill();
      const silences = await Promise.all(routers.map(({ address }) => silence(heard, address[family], mac, struck)));
      await reboot(bench, master);
      startKeepalived(lab, master, family, lab.nodes.indexOf(master));
      return silences;
    });
    const lines = routers.map(({ name }, index) => ({
      name: `without an answer, ${name}`,
      samples: found.map((silences) => silences[index] ?? Infinity),
    }));
    yield { title: `keepalived's node killed, ${lab.nodes.length} nodes, ${family}`, lines };
  } finally {
    await heard.stop();
  }
}

/**
 * Milliseconds from the dead node's last answer to the first answer of another node; `Infinity` if no answer came in
 * time.
 */
async function silence(
  heard: Recording<NeighborHeard>,
  address: string,
  mac: string,
  since: number,
): Promise<number> {
  const isRelief = (event: NeighborHeard): boolean =>
    event.kind === "answer" && event.address === address && event.mac !== mac;
  const relief = await heard.first(isRelief, { since, withinMs: patienceMs });
  if (relief === undefined) return Infinity;
  const last = heard.since(since).findLast((event) =>
    event.kind === "answer" && event.address === address && event.mac === mac && event.at < relief.at
  );
  return relief.at - (last?.at ?? since);
}

/** Waits until a single node has answered for both addresses for `steadyMs`, and returns that node. */
async function steadyMaster(lab: Lab, heard: Recording<NeighborHeard>, family: Family): Promise<LabNode> {
  for (const giveUp = epochMs() + patienceMs; epochMs() < giveUp; await sleep(steadyMs / 10)) {
    const answers = heard.since(epochMs() - steadyMs).filter(({ kind }) => kind === "answer");
    const macs = new Set(answers.map(({ mac }) => mac));
    const answered = new Set(answers.map(({ address }) => address));
    const master = lab.nodeWith([...macs].join());
    if (master !== undefined && routers.every(({ address }) => answered.has(address[family]))) return master;
  }
  throw new Error("Cannot measure keepalived: no node alone answers for its addresses");
}

function startKeepalived(lab: Lab, node: LabNode, family: Family, rank: number): void {
  const path = `/run/lab/keepalived-${node.name}`;
  Deno.writeTextFileSync(lab.world.outside(`${path}.conf`), configuration(node, family, rank));
  const pids = ["-p", `${path}.pid`, "-r", `${path}.vrrp.pid`];
  node.host.spawn("keepalived", ["-n", "-P", "-f", `${path}.conf`, ...pids], {
    stdin: "null",
    stdout: "null",
    stderr: "null",
  });
}

/** The first node has the highest priority for both addresses, so that one node has both. */
function configuration(node: LabNode, family: Family, rank: number): string {
  const instances = routers.map(({ number, advertSeconds, address }) =>
    `vrrp_instance address_${number} {
  state BACKUP
  interface eth0
  virtual_router_id ${number}
  priority ${200 - rank}
  advert_int ${advertSeconds}
  virtual_ipaddress {
    ${family === "IPv4" ? `${address.IPv4}/16` : `fe80::${number}/64\n    ${address.IPv6}/64`}
  }
}`
  );
  return [`global_defs {\n  router_id ${node.name}\n  vrrp_version 3\n}`, ...instances, ""].join("\n");
}
