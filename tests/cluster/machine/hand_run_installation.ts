/**
 * An installation without kubelets: the test itself starts the Pods, and replaces one after the other as in a rollout.
 *
 * @module
 */

import type { Host } from "../../../runtime/lab/stage/host.ts";
import type { Daemon } from "./daemon.ts";
import { epochMs } from "../../../runtime/lab/client/events.ts";
import { startPod, untilReady } from "./hand_started_pod.ts";
import type { Stage } from "./stage.ts";

/** A moment of a rollout; `at` is in milliseconds since the Unix epoch. */
export interface Moment {
  readonly at: number;
  /** Such as `test-0 is asked to end`. */
  readonly what: string;
}

export class HandRunInstallation {
  readonly #stage: Stage;
  readonly #controllerHosts: readonly Host[];
  readonly #running = new Map<Host, readonly Daemon[]>();
  #started = 0;

  /** Each controller needs a host of its own, because each Pod has its own network. */
  constructor(stage: Stage, controllerHosts: readonly Host[]) {
    this.#stage = stage;
    this.#controllerHosts = controllerHosts;
  }

  get hosts(): readonly Host[] {
    return [...this.#controllerHosts, ...this.#stage.nodes];
  }

  /** Starts all Pods that do not run, from the present workloads in the API server. */
  async start(): Promise<void> {
    await Promise.all(this.hosts.filter((host) => !this.#running.has(host)).map((host) => this.#start(host)));
    await Promise.all(this.hosts.map(untilReady));
  }

  /**
   * Replaces one Pod after the other: sends SIGTERM, starts the new Pod in the same place, and waits until the new Pod
   * has been ready for `minReadySeconds`.
   */
  async rollOut(): Promise<readonly Moment[]> {
    const moments: Moment[] = [];
    const mark = (host: Host, what: string): unknown => moments.push({ at: epochMs(), what: `${host.name} ${what}` });
    for (const host of this.hosts) {
      mark(host, "is asked to end");
      await this.end(host, "asked");
      mark(host, "has ended");
      await this.#start(host);
      mark(host, "is started");
      await untilReady(host);
      mark(host, "is ready");
      await this.#readyForGood(host);
    }
    return moments;
  }

  /** Ends the programs on a host, by SIGTERM or by SIGKILL. */
  async end(host: Host, how: "asked" | "killed"): Promise<void> {
    const daemons = this.#running.get(host) ?? [];
    this.#running.delete(host);
    if (how === "asked") await Promise.all(daemons.map((daemon) => daemon.terminate()));
    await Promise.all(daemons.map((daemon) => daemon.stop()));
  }

  /** Waits for a leading controller, on another host than `not` if given, and returns its host. */
  async leader(not?: Host): Promise<Host> {
    const path =
      "/apis/coordination.k8s.io/v1/namespaces/metallb-system/leases?fieldSelector=metadata.name%3Darpeggio-controller";
    const nameOf = (host: Host): string => `-${host.name}_`;
    const holds = (lease: unknown): Host | undefined => {
      const holder: unknown = Object(Object(lease).spec).holderIdentity;
      return this.#controllerHosts.find((host) => typeof holder === "string" && holder.includes(nameOf(host)));
    };
    const isOther = (host: Host | undefined): host is Host => host !== undefined && host !== not;
    const [lease] = await this.#stage.cluster.api.until(path, ([one]) => isOther(holds(one)));
    const found = holds(lease);
    if (!isOther(found)) throw new Error("Cannot find the leader: no controller leads");
    return found;
  }

  /** Waits for the workload's `minReadySeconds`, as a rollout does after each Pod. */
  async #readyForGood(host: Host): Promise<void> {
    const path = `/apis/apps/v1/namespaces/metallb-system/${this.#workloadOf(host)}`;
    const { api } = this.#stage.cluster;
    const { spec: { minReadySeconds = 0 } } = await api.request<{ spec: { minReadySeconds?: number } }>("GET", path);
    await new Promise((wake) => setTimeout(wake, minReadySeconds * 1_000));
  }

  #workloadOf(host: Host): string {
    return this.#controllerHosts.includes(host) ? "deployments/arpeggio-controller" : "daemonsets/arpeggio-announcer";
  }

  async #start(host: Host): Promise<void> {
    const isController = this.#controllerHosts.includes(host);
    const workload = this.#workloadOf(host);
    const name = `${isController ? "controller" : "announcer"}-${++this.#started}-${host.name}`;
    const node = isController ? this.#stage.nodes[0]?.name ?? "" : host.name;
    this.#running.set(host, await startPod(this.#stage, workload, { name, node, host }));
  }
}
