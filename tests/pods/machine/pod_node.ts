/**
 * A Node on the LAN: containerd, a kubelet and kube-proxy, in network, PID and mount namespaces of their own.
 *
 * @module
 */

import type { Host } from "../../../runtime/lab/stage/host.ts";
import type { World } from "../../../runtime/lab/stage/world.ts";
import type { Cluster } from "../../cluster/machine/cluster.ts";
import { Daemon } from "../../cluster/machine/daemon.ts";
import { prepareProxy, type ProxyMode } from "../../cluster/machine/kube_proxy.ts";
import type { Launcher } from "../../cluster/machine/launcher.ts";
import type { Parts } from "../../cluster/machine/parts.ts";
import { writeNodeFiles } from "./node_files.ts";

const firstProcess = new URL("node.sh", import.meta.url).pathname;

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
}

/** Options for the start of a node. */
export interface StartOptions {
  /** The seconds from the start of the kubelet to the start of kube-proxy, by default 0. */
  readonly proxyAfterSeconds?: number;
  /** By default nftables. */
  readonly proxyMode?: ProxyMode;
}

export class PodNode implements AsyncDisposable {
  readonly #options: PodNodeOptions;
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
  async start({ proxyAfterSeconds = 0, proxyMode = "nftables" }: StartOptions = {}): Promise<void> {
    const { host, cluster, parts: { kubelet, proxy }, images, folder, cgroup, podRanges } = this.#options;
    if (kubelet === undefined || proxy === undefined) {
      throw new Error(`Cannot start ${host.name}: the parts have no kubelet`);
    }
    if (this.#machine !== undefined) throw new Error(`Cannot start ${host.name}: it is on`);
    const credentials = await cluster.nodeCredentials(host.name);
    await writeNodeFiles({ folder, cgroup, ca: credentials.ca, podRanges });
    const proxyFlags = await prepareProxy(host.name, credentials.proxy, `${folder}/proxy.yaml`, proxyMode);
    const kubeletFlags = [
      `--config=${folder}/kubelet.yaml`,
      `--kubeconfig=${credentials.kubelet}`,
      `--hostname-override=${host.name}`,
      `--node-ip=${[host.address, host.address6].filter((address) => address !== undefined).join(",")}`,
      `--root-dir=${folder}/kubelet`,
      `--cert-dir=${folder}/pki`,
    ];
    await host.linkUp();
    this.#machine = new Daemon([
      ...["unshare", "--mount", "--pid", "--fork", "--kill-child"] as const,
      ...["sh", firstProcess, folder, images, `${proxyAfterSeconds}`],
      ...[...kubelet, ...kubeletFlags, "--", ...proxy, ...proxyFlags, "--"],
    ], { name: host.name, launcher: this.#launcher(), log: `${folder}.log` });
  }

  /** Cuts the node's power: its link goes down, and all its processes end at once. */
  async kill(): Promise<void> {
    await this.host.linkDown();
    await this.#machine?.stop();
    this.#machine = undefined;
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
}
