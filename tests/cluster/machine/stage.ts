/**
 * The stage of a whole-system test: machines on a LAN, a Kubernetes cluster on them, Pods that answer HTTP, and a
 * client outside the cluster. `components.ts` starts the components under test on it.
 *
 * @module
 */

import type { Host } from "../../../runtime/lab/stage/host.ts";
import { Lan } from "../../../runtime/lab/stage/lan.ts";
import { programCommand } from "../../../runtime/lab/stage/program.ts";
import { type CommandLine, World } from "../../../runtime/lab/stage/world.ts";
import { Cluster } from "./cluster.ts";
import { Daemon } from "./daemon.ts";
import { installComponents } from "./install.ts";
import type { ProxyMode } from "./kube_proxy.ts";
import type { Parts } from "./parts.ts";
import { type ScratchFolder, scratchFolder } from "./scratch_folder.ts";

export interface StageOptions {
  readonly parts: Parts;
  /**
   * The names of the nodes, by default `test-0`, `test-1` and `test-2`. Their addresses are 172.16.0.10 and upwards.
   */
  readonly nodes?: readonly string[];
  /** The nodes with a Pod labelled `app: nginx` that answers HTTP on port 80; none by default. */
  readonly backends?: readonly string[];
  /** False: no kube-proxy runs on the nodes. */
  readonly proxies?: boolean;
  /** By default nftables. */
  readonly proxyMode?: ProxyMode;
  /** False: the custom kinds and the rights of the components are not installed. */
  readonly installed?: boolean;
}

const labParts = new URL("../../runtime/lab/lab_parts.ts", import.meta.url).pathname;

export class Stage implements AsyncDisposable {
  readonly cluster: Cluster;
  readonly world: World;
  readonly lan: Lan;
  /** The host of the API server and of the controller. */
  readonly control: Host;
  readonly client: Host;
  readonly nodes: readonly Host[];
  readonly #logs: ScratchFolder;
  readonly #resources: AsyncDisposableStack;

  private constructor(
    made: Pick<Stage, "cluster" | "world" | "lan" | "control" | "client" | "nodes">,
    logs: ScratchFolder,
    resources: AsyncDisposableStack,
  ) {
    this.cluster = made.cluster;
    this.world = made.world;
    this.lan = made.lan;
    this.control = made.control;
    this.client = made.client;
    this.nodes = made.nodes;
    this.#logs = logs;
    this.#resources = resources;
  }

  /**
   * Builds the stage. When this resolves, Services work on every node and the custom kinds are served, unless `proxies`
   * or `installed` is false.
   */
  static async build(options: StageOptions): Promise<Stage> {
    const { parts, nodes: names = ["test-0", "test-1", "test-2"], backends = [], proxies = true } = options;
    const { installed = true, proxyMode } = options;
    await using unfinished = new AsyncDisposableStack();
    const resources = unfinished.use(new AsyncDisposableStack());
    const logs = resources.use(await scratchFolder("arpeggio-stage-"));
    const world = resources.use(await World.create());
    const lan = await Lan.create(world);
    const [control, client, ...nodes] = await lan.addHosts([
      { name: "control", address: "172.16.0.2/16" },
      { name: "client", address: "172.16.0.3/16" },
      ...names.map((name, index) => ({ name, address: `172.16.0.${10 + index}/16` })),
    ]);
    if (control === undefined || client === undefined) throw new Error("Cannot build the stage: the LAN has no hosts");
    await Promise.all(nodes.map((node) => joinPodNetwork(node, nodes)));
    const place = { launcher: control, address: control.address };
    const cluster = resources.use(await Cluster.start({ parts, place }));
    const stage = new Stage({ cluster, world, lan, control, client, nodes }, logs, resources);
    await Promise.all([
      installed ? installComponents(cluster) : undefined,
      ...nodes.map((node) => stage.#join(node, proxies, proxyMode)),
    ]);
    await Promise.all(backends.map((name) => stage.#serve(stage.node(name))));
    unfinished.move();
    return stage;
  }

  node(name: string): Host {
    const node = this.nodes.find((each) => each.name === name);
    if (node === undefined) {
      throw new Error(`Cannot find node ${name}: there are ${this.nodes.map((each) => each.name)}`);
    }
    return node;
  }

  /** Starts a program on a host. The program ends with the stage. */
  start(name: string, host: Host, { command, args }: CommandLine): Daemon {
    return this.#resources.use(
      new Daemon([command, ...args], { name, launcher: host, log: `${this.#logs.path}/${name}.log` }),
    );
  }

  /** Makes a folder, and returns its path. The folder is removed with the stage. */
  async folder(name: string): Promise<string> {
    const folder = this.#resources.use(await scratchFolder(`arpeggio-${name}-`));
    await Deno.chmod(folder.path, 0o755);
    return folder.path;
  }

  /** The log of a program so far. */
  log(name: string): Promise<string> {
    return Deno.readTextFile(`${this.#logs.path}/${name}.log`).catch(() => "");
  }

  /** The last lines of each program's log. */
  async lastWords(lines = 40): Promise<string> {
    const files = (await Array.fromAsync(Deno.readDir(this.#logs.path))).map(({ name }) => name).toSorted();
    const texts = await Promise.all(files.map((name) => Deno.readTextFile(`${this.#logs.path}/${name}`)));
    return files.map((name, index) => `--- ${name}\n${(texts[index] ?? "").split("\n").slice(-lines).join("\n")}`).join(
      "\n",
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }

  async #join(node: Host, proxy: boolean, mode?: ProxyMode): Promise<void> {
    await this.cluster.addNode(node.name, { address: node.address });
    if (proxy) await this.cluster.startProxy(node.name, node, mode);
  }

  async #serve(node: Host): Promise<void> {
    const name = `nginx-${node.name}`;
    const server = this.start(name, node, programCommand(labParts, ["serve", name]));
    await this.cluster.addBackendPod({ name, node: node.name, address: podAddress(node), labels: { app: "nginx" } });
    await server.ready(async () => (await this.log(name)).includes("ready"));
  }
}

/**
 * Connects a node to the Pod network, like a CNI plugin: adds one Pod address to the node, and routes to the Pod
 * addresses of all other nodes.
 */
async function joinPodNetwork(node: Host, all: readonly Host[]): Promise<void> {
  const others = all.filter((other) => other !== node);
  const lines = [
    "echo 1 > /proc/sys/net/ipv4/ip_forward",
    `ip addr add ${podAddress(node)}/32 dev lo`,
    "ip route add default dev eth0",
    ...others.map((other) => `ip route add ${podAddress(other)} via ${other.address}`),
  ];
  await node.run("sh", ["-e"], { input: lines.join("\n") });
}

function podAddress(node: Host): string {
  return `10.244.${node.address.split(".").at(-1)}.2`;
}
