/**
 * A lab whose nodes have links of a limited rate, and hosts that fetch through Services' addresses.
 *
 * @module
 */

import { virtualIPName } from "../../../functions/model/addresses/address.ts";
import { conditionOf } from "../../../functions/model/conditions.ts";
import { Lab, type LabOptions } from "../lab.ts";
import { eventually } from "../stage/eventually.ts";
import type { Host } from "../stage/host.ts";
import { addressOf, sharingGround, type SharingService, sharingService } from "./sharing_manifests.ts";

export interface SharingLabOptions extends LabOptions {
  /** How many hosts fetch. */
  readonly hosts: number;
  /** The rate of each node's link, in each direction. */
  readonly mbitPerNode: number;
}

const patienceMs = 60_000;
/** The size of each fetched object, and how many each host fetches at the same time. */
const objectBytes = 500_000;
const parallel = 8;
/** The wait before a throughput is measured: in this time TCP finds the rates. */
const warmUpMs = 1_000;

export class SharingLab implements AsyncDisposable {
  readonly lab: Lab;
  readonly hosts: readonly Host[];

  private constructor(lab: Lab, hosts: readonly Host[]) {
    this.lab = lab;
    this.hosts = hosts;
  }

  /** Builds the network; no controller and no announcer yet. */
  static async create(options: SharingLabOptions): Promise<SharingLab> {
    const { hosts: count, mbitPerNode, prepareNode } = options;
    const lab = await Lab.create({
      ...options,
      prepareNode: async (host, made) => {
        await limit(made, host, mbitPerNode);
        await prepareNode?.(host, made);
      },
    });
    try {
      const hosts = await lab.lan.addHosts(
        Array.from({ length: count }, (_, index) => ({
          name: `host-${index}`,
          address: `172.16.1.${index + 1}/16`,
          address6: `fd00:16::1:${(index + 1).toString(16)}/64`,
        })),
      );
      return new SharingLab(lab, hosts);
    } catch (error) {
      await lab.close();
      throw error;
    }
  }

  /** Starts the controller and the announcers, and resolves when they have their Leases. */
  async start(): Promise<void> {
    const { lab } = this;
    lab.apply(sharingGround);
    lab.startController();
    for (const node of lab.nodes) node.startAnnouncer();
    for (const { name } of lab.nodes) {
      const isIts = (key: string): boolean => key.endsWith(`/arpeggio-announcer-${name}`);
      const lease = await lab.objects.first(({ kind, key }) => kind === "Lease" && isIts(key), {
        withinMs: patienceMs,
      });
      if (lease === undefined) throw new Error(`Cannot start the announcer of ${name}: it has no Lease`);
    }
  }

  /** Creates the Service, and resolves when its address is announced: by one node, or by all nodes. */
  async serve(service: SharingService): Promise<string> {
    const { lab } = this;
    const address = addressOf(service);
    lab.apply(sharingService(service, lab.nodes.map(({ name }) => name)));
    await eventually(`${address} is announced`, () => Promise.resolve(this.#isAnnounced(service)));
    return address;
  }

  /** True if the address is announced: by one node or, if all nodes share it, by every node of the lab. */
  #isAnnounced(service: SharingService): boolean {
    const { status } = this.lab.latest("VirtualIP", virtualIPName(addressOf(service))) ?? {};
    const announced = conditionOf(status?.conditions, "Announced");
    if (announced?.status !== "True") return false;
    return service.announcedBy === "one" || this.lab.nodes.every(({ name }) => announced.message.includes(name));
  }

  /** By living node, how many hosts have its MAC for the address in their neighbor cache. */
  async hostsByNode(address: string): Promise<ReadonlyMap<string, number>> {
    const counts = new Map(this.lab.nodes.filter(({ alive }) => alive).map(({ name }) => [name, 0]));
    for (const host of this.hosts) {
      const mac = / lladdr (\S+)/.exec(await host.run("ip", ["neigh", "show", address]))?.[1];
      const node = mac === undefined ? undefined : this.lab.nodeWith(mac)?.name;
      if (node !== undefined) counts.set(node, (counts.get(node) ?? 0) + 1);
    }
    return counts;
  }

  /**
   * Fetches on each host until each node serves a host, and returns how many hosts each node serves. At first one node
   * may serve all hosts: the other nodes get theirs some 10 s later.
   */
  async dividedHosts(address: string): Promise<ReadonlyMap<string, number>> {
    let counts: ReadonlyMap<string, number> = new Map();
    await eventually("each node serves a host", async () => {
      await this.fetchOnce(address);
      counts = await this.hostsByNode(address);
      return counts.values().every((count) => count > 0);
    });
    return counts;
  }

  /** Fetches once on each host, so that each host knows a node. */
  async fetchOnce(address: string): Promise<void> {
    await Promise.all(
      this.hosts.map((host) =>
        host.run("curl", ["-s", "-o", "/dev/null", "--retry", "3", "--max-time", "20", urlOf(address)])
      ),
    );
  }

  /** Lets all hosts fetch through the address, and returns the Mbit/s that arrive at them together. */
  async throughput(address: string, seconds: number): Promise<number> {
    const url = `${urlOf(address)}bytes/${objectBytes}?[1-1000000]`;
    const args = ["-s", "-H", "Connection: close", "-Z", "--parallel-max", String(parallel), "-o", "/dev/null", url];
    const quiet = { stdin: "null", stdout: "null", stderr: "null" } as const;
    const fetching = this.hosts.map((host) => host.spawn("curl", args, quiet));
    try {
      await pause(warmUpMs);
      const [before, began] = [await this.#arrived(), performance.now()];
      await pause(seconds * 1_000);
      const [after, ended] = [await this.#arrived(), performance.now()];
      return (after - before) * 8 / 1_000 / (ended - began);
    } finally {
      for (const each of fetching) each.kill("SIGKILL");
      await Promise.all(fetching.map(({ status }) => status));
    }
  }

  /** The bytes that the bridge has sent to the hosts. */
  async #arrived(): Promise<number> {
    const links: readonly LinkStatistics[] = JSON.parse(await this.lab.world.run("ip", ["-s", "-j", "link", "show"]));
    const ports = new Set(this.hosts.flatMap((host) => host.ports.map(({ name }) => name)));
    return links.filter(({ ifname }) => ports.has(ifname)).reduce((sum, { stats64 }) => sum + stats64.tx.bytes, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.lab.close();
  }
}

interface LinkStatistics {
  readonly ifname: string;
  readonly stats64: { readonly tx: { readonly bytes: number } };
}

/** Limits both directions of a node's link. */
async function limit({ world }: Lab, host: Host, mbit: number): Promise<void> {
  const shape = (
    device: string,
  ): readonly string[] => [
    "qdisc",
    "add",
    "dev",
    device,
    "root",
    "tbf",
    "rate",
    `${mbit}mbit`,
    "burst",
    "64kb",
    "latency",
    "50ms",
  ];
  await host.run("tc", shape("eth0"));
  for (const { name } of host.ports) await world.run("tc", shape(name));
}

function urlOf(address: string): string {
  return `http://${address.includes(":") ? `[${address}]` : address}/`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
