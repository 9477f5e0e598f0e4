/**
 * The Leases of imitated nodes: their announcers' and their kubelets'.
 *
 * @module
 */

import { toMicroTime } from "../../../functions/model/instant.ts";
import type { Lease } from "../../../functions/model/kubernetes.ts";
import { announcerRenewSeconds } from "../../../functions/model/lease_times.ts";
import { annotationBGP, annotationUnheard, controllerLeaseName } from "../../../functions/model/names.ts";
import type { ApiClient } from "../../cluster/machine/api_client.ts";
import { forEach } from "../../cluster/machine/many.ts";
import { announcerLease, leases } from "../controller/announcer_leases.ts";
import type { Renew } from "./imitation.ts";

const kubeletLeases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
const tickMs = 100;
/** The ticks between two renewals of a Lease. */
const renewTicks = announcerRenewSeconds * 1_000 / tickMs;
/** An announcer reads the controller's Lease in this interval: `runtime/announcer/plan_scope.ts`. */
const askTicks = 15_000 / tickMs;
const parallel = 16;

export class ImitatedLeases {
  readonly #api: ApiClient;
  readonly #leases: ReadonlyMap<string, Lease>;
  /** The nodes that wait for an answer. */
  readonly #waiting = new Set<string>();
  /** The newest version of each kubelet's Lease. A kubelet writes the whole Lease. */
  readonly #kubelets = new Map<string, Lease>();

  constructor(api: ApiClient, nodes: readonly string[]) {
    this.#api = api;
    const started = toMicroTime(Date.now());
    this.#leases = new Map(nodes.map((node, index) => [node, announcerLease(node, index + 1, started)]));
  }

  /** Creates the Leases. Then renews them, each at its own time, until the process ends. */
  async keep(): Promise<void> {
    await forEach([...this.#leases.values()], parallel, (lease) => this.#api.request("POST", leases, lease));
    const nodes = [...this.#leases.keys()];
    let tick = 0;
    setInterval(() => {
      tick++;
      for (const [index, node] of nodes.entries()) {
        const isDue = index % renewTicks === tick % renewTicks;
        const asks = index % askTicks === tick % askTicks;
        if ((isDue || asks) && !this.#waiting.has(node)) void this.#send(node, { isDue, asks });
      }
    }, tickMs);
  }

  /** Renews Leases in turn, at this rate. */
  async renew({ as, nodes, count, perSecond }: Renew): Promise<void> {
    if (as === "kubelet") await forEach(nodes, parallel, (node) => this.#createKubelet(node));
    // By node: its last renewal. A kubelet waits for the answer before it renews again.
    const renewing = new Map<string, Promise<unknown>>();
    const start = performance.now();
    for (let index = 0; index < count; index++) {
      const node = nodes[index % nodes.length] ?? "";
      const once = (): Promise<void> => as === "kubelet" ? this.#renewKubelet(node) : this.#renewAnnouncer(node);
      renewing.set(node, renewing.get(node)?.then(once) ?? once());
      const wait = start + (index + 1) * 1_000 / perSecond - performance.now();
      if (wait > 0) await new Promise((wake) => setTimeout(wake, wait));
    }
    await Promise.all(renewing.values());
  }

  /** Sends the same kind of request as `runtime/announcer/lease_keeper.ts`. */
  async #renewAnnouncer(node: string): Promise<void> {
    const lease = this.#leases.get(node);
    const { metadata: { labels, annotations } = {}, spec } = lease ?? {};
    await this.#api.request("PATCH", `${leases}/${lease?.metadata.name}`, {
      metadata: { labels, annotations: { [annotationBGP]: null, [annotationUnheard]: null, ...annotations } },
      spec: { ...spec, renewTime: toMicroTime(Date.now()) },
    });
  }

  /** A node sends the next requests after the answers to the last. A failed request is repeated at its next time. */
  async #send(node: string, { isDue, asks }: { readonly isDue: boolean; readonly asks: boolean }): Promise<void> {
    this.#waiting.add(node);
    if (isDue) await this.#renewAnnouncer(node).catch(() => undefined);
    if (asks) await this.#askForLabelling().catch(() => undefined);
    this.#waiting.delete(node);
  }

  async #askForLabelling(): Promise<void> {
    await this.#api.request("GET", `${leases}?fieldSelector=metadata.name%3D${controllerLeaseName}&limit=100`);
  }

  async #createKubelet(node: string): Promise<void> {
    if (this.#kubelets.has(node)) return;
    const lease = { metadata: { name: node }, spec: { holderIdentity: node, leaseDurationSeconds: 40 } };
    this.#kubelets.set(node, await this.#api.request<Lease>("POST", kubeletLeases, lease));
  }

  async #renewKubelet(node: string): Promise<void> {
    const lease = this.#kubelets.get(node);
    const renewed = { ...lease, spec: { ...lease?.spec, renewTime: toMicroTime(Date.now()) } };
    this.#kubelets.set(node, await this.#api.request<Lease>("PUT", `${kubeletLeases}/${node}`, renewed));
  }
}
