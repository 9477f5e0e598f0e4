/**
 * A Kubernetes cluster with real kubelets and real Pods on one machine. Nodes and a client are network namespaces on a
 * LAN. The whole cluster ends when the test process ends or is killed.
 *
 * @module
 */

import type { Host } from "../../../runtime/lab/stage/host.ts";
import { Lan } from "../../../runtime/lab/stage/lan.ts";
import { World } from "../../../runtime/lab/stage/world.ts";
import { Cluster } from "../../cluster/machine/cluster.ts";
import { scratchFolder } from "../../cluster/machine/scratch_folder.ts";
import { makeCgroup } from "./cgroup.ts";
import type { PodParts } from "./pod_parts.ts";
import { PodNode } from "./pod_node.ts";

/** The names of the nodes. Their addresses are 172.16.0.11 and upwards. */
export const nodeNames = ["node-1", "node-2", "node-3"];

export interface PodClusterOptions {
  /** Called with a line before each step. */
  readonly progress?: (line: string) => void;
  /** The family of a Service that asks for none, and of the API server. By default IPv4. The cluster has both. */
  readonly firstFamily?: "IPv4" | "IPv6";
}

export class PodCluster implements AsyncDisposable {
  readonly cluster: Cluster;
  readonly world: World;
  readonly lan: Lan;
  /** A host on the LAN outside the cluster. */
  readonly client: Host;
  readonly nodes: readonly PodNode[];
  /** The folder with all files, such as `node-1/log/kubelet.log`. */
  readonly folder: string;
  readonly #resources: AsyncDisposableStack;

  private constructor(
    made: Pick<PodCluster, "cluster" | "world" | "lan" | "client" | "nodes" | "folder">,
    resources: AsyncDisposableStack,
  ) {
    this.cluster = made.cluster;
    this.world = made.world;
    this.lan = made.lan;
    this.client = made.client;
    this.nodes = made.nodes;
    this.folder = made.folder;
    this.#resources = resources;
  }

  /** Starts a cluster. When this resolves, all nodes are Ready. */
  static async start({ parts, images }: PodParts, options: PodClusterOptions = {}): Promise<PodCluster> {
    const { progress = (): void => {}, firstFamily = "IPv4" } = options;
    await using unfinished = new AsyncDisposableStack();
    const resources = unfinished.use(new AsyncDisposableStack());
    const { path: folder } = resources.use(await scratchFolder("arpeggio-pods-"));
    const cgroup = folder.slice(folder.lastIndexOf("/"));
    resources.use(await makeCgroup(cgroup.slice(1), nodeNames));
    progress("a LAN");
    const world = resources.use(await World.create());
    const lan = await Lan.create(world);
    const [control, client, ...hosts] = await lan.addHosts([
      { name: "control", address: "172.16.0.2/16", address6: "fd00:16::2/64" },
      { name: "client", address: "172.16.0.3/16", address6: "fd00:16::3/64" },
      ...nodeNames.map((name, index) => ({
        name,
        address: `172.16.0.${11 + index}/16`,
        address6: `fd00:16::${11 + index}/64`,
      })),
    ]);
    if (control === undefined || client === undefined) {
      throw new Error("Cannot start the cluster: the LAN has no hosts");
    }
    await Promise.all([control, ...hosts].map((host) => joinPodNetworks(host, hosts)));
    progress("the control plane");
    const [address, serviceRange] = firstFamily === "IPv6" && control.address6 !== undefined
      ? [control.address6, "fd00:96::/112,10.96.0.0/16"]
      : [control.address, "10.96.0.0/16,fd00:96::/112"];
    const place = { launcher: control, address };
    const cluster = resources.use(
      await Cluster.start({ parts, place, serviceRange, kubelets: nodeNames, controllers: ["*"] }),
    );
    progress("the nodes");
    const nodes = hosts.map((host, index) =>
      resources.use(
        new PodNode({
          ...{ world, host, cluster, parts, images, firstFamily },
          folder: `${folder}/${host.name}`,
          cgroup: `${cgroup}/${host.name}`,
          podRanges: podRanges(index),
        }),
      )
    );
    await Promise.all(nodes.map(async (node) => {
      await Deno.mkdir(`${folder}/${node.name}`);
      await node.start();
      await node.ready();
    }));
    const made = new PodCluster({ cluster, world, lan, client, nodes, folder }, resources);
    await made.untilReady(nodeNames);
    unfinished.move();
    return made;
  }

  node(name: string): PodNode {
    const node = this.nodes.find((each) => each.name === name);
    if (node === undefined) throw new Error(`Cannot find node ${name}: there are ${nodeNames.join(", ")}`);
    return node;
  }

  /** Waits until these nodes are Ready. */
  async untilReady(names: readonly string[]): Promise<void> {
    await this.cluster.api.until<NodeObject>(
      "/api/v1/nodes",
      (nodes) => names.every((name) => nodes.some((node) => node.metadata.name === name && isReady(node))),
      { timeoutMs: 120_000 },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}

interface NodeObject {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

function isReady({ status }: NodeObject): boolean {
  return status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
}

function podRanges(index: number): readonly string[] {
  return [`10.244.${index + 1}.0/24`, `fd00:244:0:${index + 1}::/64`];
}

/**
 * Adds routes to the Pods of all other nodes, and a default route: without a default route, the kernel sends no packets
 * to Services.
 */
async function joinPodNetworks(host: Host, nodes: readonly Host[]): Promise<void> {
  const routes = nodes.flatMap((node, index) => {
    const [range, range6] = podRanges(index);
    return node === host
      ? []
      : [`route add ${range} via ${node.address}`, `-6 route add ${range6} via ${node.address6}`];
  });
  const lines = [
    "echo 1 > /proc/sys/net/ipv4/ip_forward",
    "echo 1 > /proc/sys/net/ipv6/conf/all/forwarding",
    ...[...routes, "route add default dev eth0", "-6 route add default dev eth0"].map((route) => `ip ${route}`),
  ];
  await host.run("sh", ["-e"], { input: lines.join("\n") });
}
