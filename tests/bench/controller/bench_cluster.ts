/**
 * A cluster with a real API server, Leases of announcers that do not run, and a controller that can be started and
 * stopped.
 *
 * @module
 */

import { bundleProgram } from "../../../runtime/deploy/bundle.ts";
import { Cluster } from "../../cluster/machine/cluster.ts";
import { Daemon } from "../../cluster/machine/daemon.ts";
import { untilQuiet } from "../../cluster/machine/idle.ts";
import { freePort } from "../../cluster/machine/free_port.ts";
import { installComponents } from "../../cluster/machine/install.ts";
import { hostLauncher } from "../../cluster/machine/launcher.ts";
import type { Parts } from "../../cluster/machine/parts.ts";
import { type ScratchFolder, scratchFolder } from "../../cluster/machine/scratch_folder.ts";
import { deployedFlags } from "./as_deployed.ts";
import { keepAnnouncerLeases } from "./announcer_leases.ts";

const namespace = "metallb-system";
const nodes = ["node-0", "node-1", "node-2"];

/** Without a cache, Deno reads the whole program at each start, as it does in a Pod. */
const noCache = "DENO_DIR=/dev/null";

const pool = {
  apiVersion: "metallb.io/v1beta1",
  kind: "IPAddressPool",
  metadata: { name: "wide", namespace },
  spec: { addresses: ["172.16.16.0/20"] },
};
const advertisement = {
  apiVersion: "metallb.io/v1beta1",
  kind: "L2Advertisement",
  metadata: { name: "wide", namespace },
};

export class BenchCluster implements AsyncDisposable {
  readonly cluster: Cluster;
  readonly #folder: ScratchFolder;
  readonly #resources: AsyncDisposableStack;
  /** The path of the bundled program, as deployed. */
  readonly #program: string;
  #controller: Daemon | undefined;
  #pid = 0;

  private constructor(cluster: Cluster, folder: ScratchFolder, resources: AsyncDisposableStack) {
    this.cluster = cluster;
    this.#folder = folder;
    this.#program = `${folder.path}/main.js`;
    this.#resources = resources;
  }

  /** A cluster of three nodes with one Pod labelled `app: nginx`, without pool and controller. */
  static async build(parts: Parts): Promise<BenchCluster> {
    await using unfinished = new AsyncDisposableStack();
    const resources = unfinished.use(new AsyncDisposableStack());
    const folder = resources.use(await scratchFolder("arpeggio-bench-"));
    const cluster = resources.use(await Cluster.start({ parts }));
    await installComponents(cluster);
    for (const [index, node] of nodes.entries()) await cluster.addNode(node, { address: `172.16.0.${10 + index}` });
    await cluster.addBackendPod({ name: "nginx", node: "node-0", address: "10.244.0.2", labels: { app: "nginx" } });
    resources.use(await keepAnnouncerLeases(cluster.api, nodes));
    const bench = new BenchCluster(cluster, folder, resources);
    await bundleProgram(bench.#program);
    resources.defer(() => bench.stopController());
    unfinished.move();
    return bench;
  }

  /** Starts the controller, and waits until it has made its objects. */
  async startController(): Promise<void> {
    const token = await this.cluster.serviceAccountToken(namespace, "arpeggio-controller");
    const kubeconfig = await this.cluster.kubeconfigFor(token);
    const deployed = await deployedFlags("controller");
    const alone = ["--no-config", "--no-remote", "--no-npm", "--cached-only"];
    const flags = ["run", "--allow-all", ...alone, "--quiet", ...deployed.flags];
    const page = ["--page", `127.0.0.1:${freePort()}`, "--metrics", `127.0.0.1:${freePort()}`];
    const program = [
      "env",
      ...deployed.environment,
      noCache,
      Deno.execPath(),
      ...flags,
      this.#program,
      "controller",
      "--kubeconfig",
      kubeconfig,
      ...page,
    ];
    const pidFile = `${this.#folder.path}/controller.pid`;
    this.#controller = new Daemon(["sh", "-c", 'echo $$ > "$0"; exec "$@"', pidFile, ...program], {
      name: "controller",
      launcher: hostLauncher,
      log: `${this.#folder.path}/controller.log`,
    });
    const states = `/apis/metallb.io/v1beta1/namespaces/${namespace}/configurationstates`;
    await this.cluster.api.until(states, (all) => all.length > 0);
    await untilQuiet(this.cluster);
    this.#pid = Number(await Deno.readTextFile(pidFile));
  }

  /** The process id of the controller that was started last. */
  get controllerPid(): number {
    return this.#pid;
  }

  async stopController(): Promise<void> {
    await this.#controller?.stop();
    this.#controller = undefined;
  }

  /** Creates a pool that has an address for each Service, and an advertisement for it. */
  async openPool(): Promise<void> {
    await this.cluster.api.request(
      "POST",
      `/apis/metallb.io/v1beta1/namespaces/${namespace}/l2advertisements`,
      advertisement,
    );
    await this.cluster.api.request("POST", `/apis/metallb.io/v1beta1/namespaces/${namespace}/ipaddresspools`, pool);
  }

  /**
   * Deletes the pool, the advertisement, the VirtualIPs, the reports and the controller's Lease. The Services keep
   * their status.
   */
  async forgetPool(): Promise<void> {
    const collections = ["l2advertisements", "ipaddresspools", "configurationstates", "servicel2statuses"]
      .map((kind) => `/apis/metallb.io/v1beta1/namespaces/${namespace}/${kind}`);
    for (const path of [...collections, "/apis/arpeggio.dev/v1alpha1/virtualips"]) {
      await this.cluster.api.request("DELETE", path);
    }
    await this.cluster.api.request(
      "DELETE",
      `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/arpeggio-controller`,
    )
      .catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}
