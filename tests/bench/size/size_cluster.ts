/**
 * A real API server with one real controller and the announcer of one real node. All other nodes are imitated.
 *
 * @module
 */

import { stringify } from "yaml";
import { bundleProgram } from "../../../runtime/deploy/bundle.ts";
import { controllerLeaseName } from "../../../functions/model/names.ts";
import { keepsLabels } from "../../../functions/model/virtual_ip_labels.ts";
import type { Lease } from "../../../functions/model/kubernetes.ts";
import { type Program, startAnnouncer, startController } from "../../cluster/machine/components.ts";
import type { Daemon } from "../../cluster/machine/daemon.ts";
import { forEach } from "../../cluster/machine/many.ts";
import { metricsArguments, untilMeasured } from "../../cluster/machine/metrics_host.ts";
import type { Parts } from "../../cluster/machine/parts.ts";
import { Stage } from "../../cluster/machine/stage.ts";
import { deployedFlags } from "../controller/as_deployed.ts";
import { leases } from "../controller/announcer_leases.ts";
import { ImitatedNodes } from "./imitated_nodes.ts";
import type { Size } from "./size.ts";

/** `all`: the controller does not maintain the node labels, so that every announcer follows all VirtualIPs. */
export type Scope = "own" | "all";

/** The real node. */
export const realNode = "test-0";
/** The number of nodes with a Pod that serves. */
const serving = 4;

export class SizeCluster implements AsyncDisposable {
  readonly stage: Stage;
  readonly imitated: ImitatedNodes;
  readonly parts: Parts;
  readonly #controllers: Readonly<Record<Scope, Program>>;
  readonly #announcer: Program;
  readonly #resources: AsyncDisposableStack;
  #running: readonly Daemon[] = [];

  private constructor(
    made: Pick<SizeCluster, "stage" | "imitated" | "parts">,
    programs: { readonly controllers: Readonly<Record<Scope, Program>>; readonly announcer: Program },
    resources: AsyncDisposableStack,
  ) {
    this.stage = made.stage;
    this.imitated = made.imitated;
    this.parts = made.parts;
    this.#controllers = programs.controllers;
    this.#announcer = programs.announcer;
    this.#resources = resources;
  }

  /** Builds the cluster, without pools, controller and announcer. */
  static async build(parts: Parts, { nodes }: Size): Promise<SizeCluster> {
    await using unfinished = new AsyncDisposableStack();
    const resources = unfinished.use(new AsyncDisposableStack());
    const stage = resources.use(await Stage.build({ parts, nodes: [realNode], proxies: false }));
    const folder = await stage.folder("program");
    await bundleProgram(`${folder}/main.js`);
    const program = await Deno.readTextFile(`${folder}/main.js`);
    await Deno.writeTextFile(`${folder}/unlabelled.js`, neverLabelled(program));
    const names = Array.from({ length: nodes - 1 }, (_, index) => `node-${index + 1}`);
    await forEach([...names.entries()], 16, ([index, name]) => stage.cluster.addNode(name, nodeAt(index + 1)));
    for (const [index, node] of [realNode, ...names].slice(0, serving).entries()) {
      const pod = { name: `nginx-${index}`, node, address: `10.244.${index}.2`, labels: { app: "nginx" } };
      await stage.cluster.addBackendPod(pod);
    }
    const imitated = resources.use(await ImitatedNodes.join(stage, names));
    const [controller, announcer] = [await deployedFlags("controller"), await deployedFlags("announcer")];
    const controllers = {
      own: { entry: `${folder}/main.js`, environment: controller.environment },
      all: { entry: `${folder}/unlabelled.js`, environment: controller.environment },
    };
    const programs = { controllers, announcer: { ...controllers.own, environment: announcer.environment } };
    const cluster = new SizeCluster({ stage, imitated, parts }, programs, resources);
    unfinished.move();
    return cluster;
  }

  /** The addresses of one pool are announced by the real node, those of the other pool by the imitated nodes. */
  async openPool(name: "own" | "others"): Promise<void> {
    await this.stage.cluster.apply(pools[name].map((each) => stringify(each)).join("---\n"));
  }

  /** From now on, no new Service gets an address of the pool. */
  async closePool(name: "own" | "others"): Promise<void> {
    const path = `/apis/metallb.io/v1beta1/namespaces/${namespace}/ipaddresspools/${name}`;
    await this.stage.cluster.api.request("PATCH", path, { spec: { autoAssign: false } });
  }

  /** Starts a controller, and returns the milliseconds until its first pass is over. */
  async startController(scope: Scope): Promise<number> {
    const { cluster, control } = this.stage;
    const start = performance.now();
    const daemon = await startController(this.stage, metricsArguments(), this.#controllers[scope]);
    this.#running = [...this.#running, daemon];
    await untilMeasured(control, (exposed) => (exposed.value("arpeggio_pass_duration_seconds_count") ?? 0) > 0);
    const firstPass = performance.now() - start;
    const path = `${leases}?fieldSelector=metadata.name%3D${controllerLeaseName}`;
    await cluster.api.until<Lease>(path, ([lease]) => lease !== undefined && keepsLabels(lease) === (scope === "own"));
    return firstPass;
  }

  async startAnnouncer(): Promise<void> {
    this.#running = [...this.#running, await startAnnouncer(this.stage, realNode, [], this.#announcer)];
  }

  /** Stops the controller and the announcer, as a kubelet does. */
  async stopComponents(): Promise<void> {
    await Promise.all(this.#running.map((daemon) => daemon.terminate()));
    this.#running = [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}

/**
 * The program with a controller that never says that it maintains the node labels: `runtime/controller/labelling.ts`.
 */
function neverLabelled(program: string): string {
  const parts = program.split("isComplete(){return ");
  if (parts.length !== 2) throw new Error("Cannot edit the program: it has no single `isComplete` of `Labelling`");
  return parts.join("isComplete(){return!1&&");
}

function nodeAt(index: number): { readonly address: string } {
  const number = 10 + index;
  return { address: `172.16.${number >> 8}.${number & 255}` };
}

const namespace = "metallb-system";
const pools = { own: pool("own", "172.16.16.0/20", "In"), others: pool("others", "172.16.64.0/18", "NotIn") };

/** A pool and an advertisement for its addresses, from the real node or from all others. */
function pool(name: string, range: string, operator: "In" | "NotIn"): readonly object[] {
  const metadata = { name, namespace };
  const onNodes = { matchExpressions: [{ key: "kubernetes.io/hostname", operator, values: [realNode] }] };
  return [
    { apiVersion: "metallb.io/v1beta1", kind: "IPAddressPool", metadata, spec: { addresses: [range] } },
    {
      apiVersion: "metallb.io/v1beta1",
      kind: "L2Advertisement",
      metadata,
      spec: { ipAddressPools: [name], nodeSelectors: [onNodes] },
    },
  ];
}
