/**
 * A lab with an address that all nodes share, and an address that one node announces. For each host it records the
 * neighbor table, and counts the frames about the shared address.
 *
 * @module
 */

import type { IPFamily } from "../../../functions/model/kubernetes.ts";
import { type Echoed, epochMs, type HttpAnswered } from "../../../runtime/lab/client/events.ts";
import type { Lab } from "../../../runtime/lab/lab.ts";
import { SharingLab } from "../../../runtime/lab/sharing/sharing_lab.ts";
import type { SharingService } from "../../../runtime/lab/sharing/sharing_manifests.ts";
import { eventually } from "../../../runtime/lab/stage/eventually.ts";
import type { Host } from "../../../runtime/lab/stage/host.ts";
import type { LabNode } from "../../../runtime/lab/stage/lab_node.ts";
import type { Recording } from "../../../runtime/lab/stage/recording.ts";
import { countFrames } from "./heard_frames.ts";
import { NeighborTable } from "./neighbor_table.ts";

export interface SharedLabOptions {
  readonly nodes: number;
  readonly hosts: number;
  readonly family: IPFamily;
}

/** No test reaches this throughput. */
const mbitPerNode = 1_000;
/** See `requestPatienceMs` of `lab --load-sharing`. */
const patienceMs = 2_000;
const entry = new URL("../../../runtime/main.ts", import.meta.url).href;

export class SharedLab implements AsyncDisposable {
  readonly stage: SharingLab;
  /** The address that all nodes share. */
  readonly shared: string;
  /** The address that one node announces. */
  readonly plain: string;
  readonly #tables: ReadonlyMap<Host, NeighborTable>;

  private constructor(stage: SharingLab, shared: string, plain: string) {
    this.stage = stage;
    this.shared = shared;
    this.plain = plain;
    this.#tables = new Map(stage.hosts.map((host) => [host, new NeighborTable(host)]));
  }

  /** Resolves when all nodes share the one address, and each host has fetched once through both addresses. */
  static async create({ nodes, hosts, family }: SharedLabOptions): Promise<SharedLab> {
    const prompt = ["announcers"] as const;
    const stage = await SharingLab.create({ nodes, hosts, mbitPerNode, entry, prompt, prepareNode: onSmallNetwork });
    try {
      await Promise.all(stage.hosts.map((host, index) => host.run("sh", ["-e"], { input: hostLines(index) })));
      await stage.start();
      const service = { family, policy: "Cluster", number: 1 } as const;
      const plain = await stage.serve({ ...service, name: "plain", announcedBy: "one" });
      const shared = await stage.serve(sharedService(family));
      const made = new SharedLab(stage, shared, plain);
      for (const address of [plain, shared]) await stage.fetchOnce(address);
      for (const host of stage.hosts) await countFrames(host, shared);
      return made;
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  }

  get lab(): Lab {
    return this.stage.lab;
  }

  get hosts(): readonly Host[] {
    return this.stage.hosts;
  }

  tableOf(host: Host): NeighborTable {
    const table = this.#tables.get(host);
    if (table === undefined) {
      throw new Error(`Cannot find the neighbor table of ${host.name}: it is no host of the lab`);
    }
    return table;
  }

  /** The node whose MAC the host has for an address. */
  nodeOf(host: Host, address: string = this.shared): LabNode | undefined {
    return this.lab.nodeWith(this.tableOf(host).macOf(address) ?? "");
  }

  /** The node that announces the plain address, as the first host sees it. */
  get holder(): LabNode {
    const [first] = this.hosts;
    const holder = first && this.nodeOf(first, this.plain);
    if (holder === undefined) throw new Error(`Cannot find the node of ${this.plain}: no host knows its MAC`);
    return holder;
  }

  /** Requests of a host to the shared address, each on a new connection. */
  requests(host: Host, everyMs: number): Recording<HttpAnswered> {
    const pace = ["--every-ms", String(everyMs), "--patience-ms", String(patienceMs)];
    return this.lab.watch("watch-http", host, [this.shared, ...pace]);
  }

  /** One connection of a host to the shared address, with a line from time to time. */
  connection(host: Host): Recording<Echoed> {
    return this.lab.watch("watch-connection", host, [this.shared, "--every-ms", "200"]);
  }

  /** Ends an announcer and starts it again; resolves when it has its Lease. */
  async restart(node: LabNode, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    await node.endAnnouncer(signal);
    const since = epochMs();
    node.startAnnouncer();
    await this.#leased(node, since);
  }

  async boot(node: LabNode): Promise<void> {
    const since = epochMs();
    await this.lab.boot(node);
    await this.#leased(node, since);
  }

  async #leased({ name }: LabNode, since: number): Promise<void> {
    const isIts = (key: string): boolean => key.endsWith(`/arpeggio-announcer-${name}`);
    const lease = await this.lab.objects.first(({ kind, key }) => kind === "Lease" && isIts(key), {
      since,
      withinMs: 30_000,
    });
    if (lease === undefined) throw new Error(`Cannot go on: the announcer of ${name} has no Lease`);
  }

  /** Gives a host another MAC, so that no node knows the host, and lets it believe that a node has the address. */
  async disguise(host: Host, mac: string, node: LabNode): Promise<void> {
    await host.run("sh", ["-e"], {
      input:
        `ip link set eth0 address ${mac}\nip neigh replace ${this.shared} dev eth0 lladdr ${node.mac} nud reachable`,
    });
    await eventually(`${host.name} has the MAC of ${node.name}`, () => Promise.resolve(this.nodeOf(host) === node));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stage[Symbol.asyncDispose]();
    await Promise.all(this.#tables.values().map((table) => table[Symbol.asyncDispose]()));
  }
}

export function sharedService(family: IPFamily): SharingService {
  return { name: "shared", family, policy: "Cluster", number: 1, announcedBy: "all" };
}

/**
 * The addresses of the lab's pools are in a /16, which is too large for a scan. So nodes and hosts have addresses in a
 * /24 around the shared address too, and nodes accept packets only for the first half of it.
 */
const half = "172.16.18.";

async function onSmallNetwork(node: Host): Promise<void> {
  const number = Number(node.name.split("-").at(-1));
  const input = `
ip route del local 172.16.16.0/20 dev lo
ip route add local 172.16.17.0/24 dev lo
ip route add local ${half}0/25 dev lo
ip addr add ${half}${130 + number}/24 dev eth0
`;
  await node.run("sh", ["-e"], { input });
}

/** The host announces its MAC when it gets another one, as a new network card does. */
function hostLines(index: number): string {
  return `
ip addr flush dev eth0 scope global
ip addr add ${half}${160 + index}/24 dev eth0
ip addr add fd00:16::1:${(index + 1).toString(16)}/64 dev eth0 nodad
ip route add 172.16.0.0/16 dev eth0
sysctl -qw net.ipv4.conf.eth0.arp_notify=1 net.ipv6.conf.eth0.ndisc_notify=1
`;
}
