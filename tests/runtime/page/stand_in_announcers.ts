/**
 * Stands in for the announcers of a cluster: reports of each VirtualIP that the first node of its order that is up has it, and
 * keeps a Lease for each node.
 */

import type { VirtualIP } from "../../../functions/model/crds.ts";
import type { Condition } from "../../../functions/model/kubernetes.ts";
import { openStore } from "../../../runtime/store/open_store.ts";
import type { Sink, Store } from "../../../runtime/store/store.ts";

export class StandInAnnouncers implements AsyncDisposable {
  readonly #store: Store;
  readonly #stop = new AbortController();
  readonly #known = new Map<string, VirtualIP>();
  readonly #down = new Set<string>();
  #work: Promise<void> = Promise.resolve();
  #following: Promise<void> = Promise.resolve();

  private constructor(store: Store) {
    this.#store = store;
  }

  static async open(folder: string, nodes: readonly string[]): Promise<StandInAnnouncers> {
    const store = await openStore({ at: "folder", path: folder }, { fieldManager: "announcers" });
    const announcers = new StandInAnnouncers(store);
    for (const node of nodes) await announcers.#keepLease(node);
    announcers.#follow();
    return announcers;
  }

  /** The node dies: the next in each order takes its addresses. */
  async kill(node: string): Promise<void> {
    this.#down.add(node);
    for (const each of this.#known.values()) this.#later(() => this.#report(each.metadata.name));
    await this.#work;
  }

  /** A stranger speaks for an address, which stays where it is. */
  async conflict(name: string, mac: string): Promise<void> {
    const now = new Date().toISOString();
    const known = this.#known.get(name)?.status?.conditions ?? [];
    const conflict = {
      type: "Conflict",
      status: "True",
      reason: "Defended",
      message: `${mac} uses the address too; it is defended`,
      lastTransitionTime: now,
    } satisfies Condition;
    this.#later(() => this.#patch(name, { conditions: [...known, conflict] }));
    await this.#work;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#following;
    await this.#work;
    await this.#store[Symbol.asyncDispose]();
  }

  #follow(): void {
    const take = (virtualIP: VirtualIP): void => {
      this.#known.set(virtualIP.metadata.name, virtualIP);
      this.#later(() => this.#report(virtualIP.metadata.name));
    };
    const sink: Sink<VirtualIP> = {
      replace: (all) => all.forEach(take),
      upsert: take,
      remove: (key) => void this.#known.delete(key),
    };
    this.#following = this.#store.follow({ kind: "VirtualIP" }, sink, this.#stop.signal);
  }

  #later(action: () => Promise<void>): void {
    this.#work = this.#work.then(action);
  }

  async #report(name: string): Promise<void> {
    const virtualIP = this.#known.get(name);
    const l2 = virtualIP?.spec.l2;
    const node = l2?.order.find((each) => !this.#down.has(each.node))?.node;
    if (l2 === undefined || node === undefined || virtualIP?.status?.node === node) return;
    const now = new Date().toISOString();
    await this.#patch(name, {
      node,
      interfaces: ["eth0"],
      revision: l2.revision,
      since: now,
      conditions: [{
        type: "Announced",
        status: "True",
        reason: "Announcing",
        message: `announced from node ${node} with protocol layer2 on eth0`,
        lastTransitionTime: now,
      }],
    });
  }

  async #patch(name: string, status: VirtualIP["status"]): Promise<void> {
    await this.#store.write({
      action: "patchStatus",
      target: { kind: "VirtualIP", name },
      patch: { status: { ...status } },
    });
  }

  async #keepLease(node: string): Promise<void> {
    const now = new Date().toISOString().replace("Z", "000Z");
    await this.#store.write({
      action: "create",
      kind: "Lease",
      object: {
        apiVersion: "coordination.k8s.io/v1",
        kind: "Lease",
        metadata: {
          name: `arpeggio-announcer-${node}`,
          namespace: "metallb-system",
          labels: { "arpeggio.dev/component": "announcer", "arpeggio.dev/node": node },
        },
        spec: { holderIdentity: node, leaseDurationSeconds: 40, acquireTime: now, renewTime: now },
      },
    });
  }
}
