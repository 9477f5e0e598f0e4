/**
 * A Node on the LAN: containerd, a kubelet and kube-proxy, in network, PID and mount namespaces of their own.
 *
 * @module
 */

import { eventually } from "../../../runtime/lab/stage/eventually.ts";
import type { Host } from "../../../runtime/lab/stage/host.ts";
import type { World } from "../../../runtime/lab/stage/world.ts";
import type { Cluster } from "../../cluster/machine/cluster.ts";
import { Daemon } from "../../cluster/machine/daemon.ts";
import { prepareProxy, type ProxyMode } from "../../cluster/machine/kube_proxy.ts";
import type { Launcher } from "../../cluster/machine/launcher.ts";
import type { NodeCredentials } from "../../cluster/machine/nodes.ts";
import type { Parts, Program } from "../../cluster/machine/parts.ts";
import { type KubeletSettings, writeNodeFiles } from "./node_files.ts";

const firstProcess = new URL("node.sh", import.meta.url).pathname;
const logPatienceMs = 120_000;

/** The parts of a node. */
export interface PodNodeOptions {
  readonly world: World;
  readonly host: Host;
  readonly cluster: Cluster;
  readonly parts: Parts;
  /** The folder with the archives of all images. */
  readonly images: string;
  /** The folder with all files of the node. */
  readonly folder: string;
  /** The path of the node's cgroup. */
  readonly cgroup: string;
  readonly podRanges: readonly string[];
  /** The family of the node's first address. */
  readonly firstFamily: "IPv4" | "IPv6";
}

/** Options for the start of a node. */
export interface StartOptions {
  /** The seconds from the start of the kubelet to the start of kube-proxy, by default 0. */
  readonly proxyAfterSeconds?: number;
}

/** A program that a node restarts whenever it ends. */
export type NodeProgram = "kubelet" | "kube-proxy";

export class PodNode implements AsyncDisposable {
  readonly #options: PodNodeOptions;
  #credentials: Promise<NodeCredentials> | undefined;
  #machine: Daemon | undefined;

  constructor(options: PodNodeOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.host.name;
  }

  get host(): Host {
    return this.#options.host;
  }

  /** Starts the node, which becomes Ready later. */
  async start({ proxyAfterSeconds = 0 }: StartOptions = {}): Promise<void> {
    const { host, images, folder } = this.#options;
    if (this.#machine !== undefined) throw new Error(`Cannot start ${host.name}: it is on`);
    await this.#writeKubelet({});
    const kubelet = [...this.#program("kubelet"), ...await this.#kubeletFlags()];
    const proxy = [...this.#program("kube-proxy"), ...await this.#prepareProxy("nftables")];
    await host.linkUp();
    this.#machine = new Daemon([
      ...["unshare", "--mount", "--pid", "--fork", "--kill-child"] as const,
      ...["sh", firstProcess, folder, images, `${proxyAfterSeconds}`, ...kubelet, "--", ...proxy, "--"],
    ], { name: host.name, launcher: this.#launcher(), log: `${folder}.log` });
  }

  /** Cuts the node's power: its link goes down, and all its processes end at once. */
  async kill(): Promise<void> {
    await this.host.linkDown();
    await this.#machine?.stop();
    this.#machine = undefined;
  }

  /** Kills the kubelet, and starts it with other settings. Resolves when its log has `text`. */
  async restartKubelet(settings: KubeletSettings, text: string): Promise<void> {
    const { world, folder } = this.#options;
    await this.#writeKubelet(settings);
    const start = [...this.#program("kubelet"), `--config=${folder}/kubelet.yaml`].join(" ");
    await this.#restarted("kubelet", text, async () => {
      await world.run("pkill", ["-KILL", "-f", `^${start}`]);
    });
  }

  /** Changes the mode of kube-proxy. Resolves when it has written its rules. */
  async changeProxy(mode: ProxyMode): Promise<void> {
    // kube-proxy ends by itself when its configuration changes.
    await this.#restarted("kube-proxy", "SyncProxyRules complete", async () => {
      await this.#prepareProxy(mode);
    });
  }

  /** Resolves when containerd has the images, so that Pods can start. */
  async ready(): Promise<void> {
    await this.#machine?.ready(() =>
      Deno.stat(`${this.#options.folder}/images-are-here`).then(() => true, () => false)
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#machine?.stop();
  }

  /** Uses `nsenter`, because `ip netns exec` would hide the cgroups, which the kubelet needs. */
  #launcher(): Launcher {
    const { world, host } = this.#options;
    const enter = `--net=/run/netns/${host.name}`;
    return { spawn: (command, args, options) => world.spawn("nsenter", [enter, command, ...args], options) };
  }

  /** Calls `end`, which ends a program. Waits until `node.sh` has started it again and it has logged `text`. */
  async #restarted(program: NodeProgram, text: string, end: () => Promise<void>): Promise<void> {
    const log = `${this.#options.folder}/log/${program}.log`;
    const { length } = await Deno.readTextFile(log);
    await end();
    const isLogged = async (): Promise<boolean> => (await Deno.readTextFile(log)).slice(length).includes(text);
    await eventually(`${program} of ${this.name} logs "${text}"`, isLogged, logPatienceMs);
  }

  #program(name: NodeProgram): Program {
    const { host, parts: { kubelet, proxy } } = this.#options;
    const program = name === "kubelet" ? kubelet : proxy;
    if (program === undefined) throw new Error(`Cannot start ${host.name}: the parts have no ${name}`);
    return program;
  }

  async #writeKubelet(settings: KubeletSettings): Promise<void> {
    const { folder, cgroup, podRanges } = this.#options;
    await writeNodeFiles({ folder, cgroup, ca: (await this.#access()).ca, podRanges, kubelet: settings });
  }

  async #kubeletFlags(): Promise<readonly string[]> {
    const { host, folder, firstFamily } = this.#options;
    const addresses = [host.address, host.address6].filter((address) => address !== undefined);
    return [
      `--config=${folder}/kubelet.yaml`,
      `--kubeconfig=${(await this.#access()).kubelet}`,
      `--hostname-override=${host.name}`,
      `--node-ip=${(firstFamily === "IPv4" ? addresses : addresses.toReversed()).join(",")}`,
      `--root-dir=${folder}/kubelet`,
      `--cert-dir=${folder}/pki`,
    ];
  }

  async #prepareProxy(mode: ProxyMode): Promise<readonly string[]> {
    const { host, folder } = this.#options;
    return await prepareProxy(host.name, (await this.#access()).proxy, `${folder}/proxy.yaml`, mode);
  }

  #access(): Promise<NodeCredentials> {
    return this.#credentials ??= this.#options.cluster.nodeCredentials(this.#options.host.name);
  }
}
