/**
 * Two controllers and some nodes, in virtual time. Each reaches the API server over a faulty network.
 *
 * @module
 */

import { defaultSettings } from "../../../functions/model/observed.ts";
import { Leadership } from "../../../runtime/controller/leadership.ts";
import { pass, PassMemory, selectionsFor } from "../../../runtime/controller/pass.ts";
import { runHost } from "../../../runtime/host/host.ts";
import { KubeStore } from "../../../runtime/store/kube/kube_store.ts";
import type { FakeTime } from "../../fake_time.ts";
import { StandInNode } from "./stand_in_node.ts";
import { VirtualNetwork } from "./virtual_network.ts";
import type { VirtualApiServer } from "./virtual_api_server.ts";
import type { Fields } from "./virtual_object.ts";

const { namespace } = defaultSettings;

export interface WorldOptions {
  readonly nodes: readonly string[];
  readonly services: readonly string[];
}

/** The state of a Service for a user. */
export interface Seen {
  readonly name: string;
  readonly address: string | undefined;
  /** Status and reason of the condition `Announced`, such as `True Announcing`. */
  readonly announced: string;
  /** The nodes that answer for its address. */
  readonly by: readonly string[];
  readonly order: readonly string[];
}

export class FaultyWorld implements AsyncDisposable {
  readonly network: VirtualNetwork;
  readonly nodes = new Map<string, StandInNode>();
  readonly #time: FakeTime;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>[] = [];
  readonly #stores: KubeStore[] = [];

  constructor(time: FakeTime, { nodes, services }: WorldOptions) {
    this.#time = time;
    this.network = new VirtualNetwork(() => time.now);
    this.#furnish(nodes);
    for (const service of services) this.serve(service);
    for (const name of nodes) this.#startNode(name);
    for (const name of ["controller-a", "controller-b"]) this.#startController(name);
  }

  get server(): VirtualApiServer {
    return this.network.server;
  }

  serve(name: string): void {
    this.server.put({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace: "default" },
      spec: {
        type: "LoadBalancer",
        clusterIP: "10.96.0.1",
        clusterIPs: ["10.96.0.1"],
        ipFamilies: ["IPv4"],
        ports: [{ port: 80, protocol: "TCP" }],
      },
    });
    this.server.put({
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name, namespace: "default", labels: { "kubernetes.io/service-name": name } },
      addressType: "IPv4",
      endpoints: [{ addresses: ["10.244.0.1"], conditions: { ready: true } }],
      ports: [],
    });
  }

  withdraw(name: string): void {
    this.server.delete("Service", name, "default");
    this.server.delete("EndpointSlice", name, "default");
  }

  die(name: string): void {
    this.nodes.get(name)?.die();
    this.network.cut(name);
  }

  get services(): readonly Seen[] {
    return this.server.all("Service").map(({ metadata: { name }, status }) => {
      const { loadBalancer, conditions = [] }: { loadBalancer?: unknown; conditions?: readonly Fields[] } = Object(
        status,
      );
      const { ingress: [first] = [] }: { ingress?: readonly { readonly ip?: string }[] } = Object(loadBalancer);
      const condition = conditions.find(({ type }) => type === "arpeggio.dev/Announced");
      const address = first?.ip;
      return {
        name,
        address,
        announced: `${condition?.["status"] ?? "none"} ${condition?.["reason"] ?? ""}`,
        by: [...this.nodes.values()].filter((node) => address !== undefined && node.answers(address)).map((node) =>
          node.name
        ),
        order: this.#orderOf(address),
      };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    const stopped = Promise.all([...this.#running, ...[...this.nodes.values()].map((node) => node.stop())]);
    await this.#time.pass(10_000);
    await stopped;
    for (const store of this.#stores) await store[Symbol.asyncDispose]();
    this.network[Symbol.dispose]();
  }

  #orderOf(address: string | undefined): readonly string[] {
    const found = this.server.all("VirtualIP").find(({ spec }) => Object(spec).address === address);
    const { l2 }: { l2?: { order?: readonly { node: string }[] } } = Object(found?.spec);
    return l2?.order?.map(({ node }) => node) ?? [];
  }

  #furnish(nodes: readonly string[]): void {
    const metallb = "metallb.io/v1beta1";
    this.server.put({ kind: "Namespace", metadata: { name: "default" } });
    this.server.put({ kind: "Namespace", metadata: { name: namespace } });
    this.server.put({
      apiVersion: metallb,
      kind: "IPAddressPool",
      metadata: { name: "pool", namespace },
      spec: { addresses: ["192.0.2.0/24"] },
    });
    this.server.put({ apiVersion: metallb, kind: "L2Advertisement", metadata: { name: "all", namespace }, spec: {} });
    for (const name of nodes) {
      this.server.put({
        kind: "Node",
        metadata: { name },
        status: { conditions: [{ type: "Ready", status: "True" }] },
      });
    }
  }

  #startNode(name: string): void {
    new StandInNode({ name, store: this.#storeOf(name), namespace }, this.nodes, () => this.#time.now);
  }

  /** Makes a controller from those parts of `runController` that decide about Services and write. */
  #startController(name: string): void {
    const store = this.#storeOf(name);
    const leadership = new Leadership({
      store,
      contender: { identity: name, name: "arpeggio-controller", namespace, durationSeconds: 6 },
      term: async (isLeader, signal) => {
        const memory = new PassMemory();
        await runHost({
          store,
          selections: selectionsFor(defaultSettings),
          decide: (world) => pass(world, { settings: defaultSettings, now: Date.now(), memory }).decision,
          mayWrite: isLeader,
          clock: Date.now,
        }, signal);
      },
    });
    this.#running.push(leadership.run(this.#stop.signal));
  }

  #storeOf(name: string): KubeStore {
    const access = { server: `http://${name}@127.0.0.1`, http: {}, authorization: () => Promise.resolve(undefined) };
    const store = new KubeStore(access, { fieldManager: "test" });
    this.#stores.push(store);
    return store;
  }
}
