/**
 * Writes the statuses of VirtualIPs for imitated nodes: the first node of an order announces the address. One watch of
 * all VirtualIPs serves all nodes, so that their own watches need to parse nothing.
 *
 * @module
 */

import type { VirtualIP } from "../../../functions/model/crds.ts";
import type { ApiClient } from "../../cluster/machine/api_client.ts";
import { textLines } from "../../cluster/machine/text_lines.ts";

export const virtualIPs = "/apis/arpeggio.dev/v1alpha1/virtualips?";

/** The number of statuses that are written at the same time. */
const parallel = 16;
const retryMs = 1_000;

interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "ERROR";
  readonly object: VirtualIP;
}

interface Page {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: readonly VirtualIP[];
}

export class Holders {
  readonly #api: ApiClient;
  readonly #nodes: ReadonlySet<string>;
  /** By name of the VirtualIP: whether a node announces the address. */
  readonly #held = new Map<string, boolean>();
  /** The statuses to write, by name of the VirtualIP. */
  readonly #due = new Map<string, object>();
  #writing = 0;

  constructor(api: ApiClient, nodes: readonly string[]) {
    this.#api = api;
    this.#nodes = new Set(nodes);
  }

  get size(): number {
    return this.#held.size;
  }

  get unheld(): number {
    return this.#held.values().reduce((sum, held) => sum + (held ? 0 : 1), 0);
  }

  /** Follows the VirtualIPs until the process ends. The API server ends a watch whose reader is too slow. */
  async follow(): Promise<void> {
    for (;;) await this.#watch(await this.#list());
  }

  /** Takes all VirtualIPs, and returns the version of the list. */
  async #list(): Promise<string> {
    this.#held.clear();
    let next = "";
    for (;;) {
      const page: Page = await this.#api.request("GET", `${virtualIPs}limit=500&continue=${next}`);
      page.items.forEach((each) => this.#take(each));
      next = page.metadata.continue ?? "";
      if (next === "") return page.metadata.resourceVersion;
    }
  }

  async #watch(resourceVersion: string): Promise<void> {
    const response = await this.#api.fetch(`${virtualIPs}watch=1&resourceVersion=${resourceVersion}`);
    if (!response.ok || response.body === null) {
      // A new kind cannot be watched at once.
      await response.body?.cancel();
      await new Promise((wake) => setTimeout(wake, retryMs));
      return;
    }
    for await (const line of textLines(response.body)) {
      const { type, object }: WatchEvent = JSON.parse(line);
      if (type === "ERROR") return;
      if (type === "DELETED") this.#forget(object.metadata.name);
      else this.#take(object);
    }
  }

  #forget(name: string): void {
    this.#held.delete(name);
    this.#due.delete(name);
  }

  #take({ metadata: { name }, spec: { l2 }, status }: VirtualIP): void {
    const [first] = l2?.order ?? [];
    this.#held.set(name, first !== undefined && status?.node === first.node);
    if (first === undefined || status?.node === first.node || !this.#nodes.has(first.node)) return;
    this.#due.set(name, announcedBy(first.node, l2?.revision ?? 1));
    if (this.#writing < parallel) void this.#write();
  }

  async #write(): Promise<void> {
    this.#writing++;
    for (const [name, status] of this.#due) {
      this.#due.delete(name);
      // A VirtualIP that is gone meanwhile needs no status.
      await this.#api.request("PATCH", `${virtualIPs.replace("?", "")}/${name}/status`, { status })
        .catch(() => undefined);
    }
    this.#writing--;
  }
}

function announcedBy(node: string, revision: number): object {
  const now = new Date().toISOString();
  const message = `Node ${node} announces the address`;
  const announced = { type: "Announced", status: "True", reason: "Announcing", message, lastTransitionTime: now };
  return { node, interfaces: ["eth0"], revision, since: now, conditions: [announced] };
}
