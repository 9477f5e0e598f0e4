/**
 * Does the work of a cluster's announcers at the API: creates a Lease for each node, and reports the first live node of
 * each order as the holder.
 */

import {
  announcingMessage,
  defendedMessage,
  noConflictMessage,
} from "../../../functions/model/announcing/status/announcer_messages.ts";
import { type BGPStanding, bgpStandingText } from "../../../functions/model/announcing/bgp_standing.ts";
import type { VirtualIP } from "../../../functions/model/crds.ts";
import type { Condition } from "../../../functions/model/kubernetes.ts";
import { openStore } from "../../../runtime/store/open_store.ts";
import type { Sink, Store } from "../../../runtime/store/store.ts";

export class StandInAnnouncers implements AsyncDisposable {
  readonly #store: Store;
  readonly #stop = new AbortController();
  readonly #known = new Map<string, VirtualIP>();
  readonly #down = new Set<string>();
  #silentMs = 0;
  #work: Promise<void> = Promise.resolve();
  #following: Promise<void> = Promise.resolve();

  private constructor(store: Store) {
    this.#store = store;
  }

  static async open(folder: string, nodes: readonly string[]): Promise<StandInAnnouncers> {
    return await StandInAnnouncers.over(
      await openStore({ at: "folder", path: folder }, { fieldManager: "announcers" }),
      nodes,
    );
  }

  /** @param store is closed with the announcers */
  static async over(store: Store, nodes: readonly string[]): Promise<StandInAnnouncers> {
    const announcers = new StandInAnnouncers(store);
    const standings: readonly BGPStanding[] = [
      { sessions: ["top-of-rack"], withheld: [], problems: [], awaited: [] },
      { sessions: [], withheld: [], problems: ["no route to 192.0.2.254"], awaited: [] },
    ];
    for (const [index, node] of nodes.entries()) await announcers.#keepLease(node, standings[index]);
    announcers.#follow();
    return announcers;
  }

  /**
   * Kills the node. In each order, the next node takes the dead node's addresses over, and reports that they were
   * unanswered for `silentMs`.
   */
  async kill(node: string, silentMs: number): Promise<void> {
    this.#down.add(node);
    this.#silentMs = silentMs;
    for (const each of this.#known.values()) this.#later(() => this.#report(each.metadata.name));
    await this.#work;
  }

  /**
   * Reports that a stranger with this MAC claims an address; undefined: the claim has ended. The address does not move.
   */
  async conflict(name: string, mac: string | undefined): Promise<void> {
    const now = new Date().toISOString();
    const known = (this.#known.get(name)?.status?.conditions ?? []).filter(({ type }) => type !== "Conflict");
    const conflict = {
      type: "Conflict",
      status: mac === undefined ? "False" : "True",
      reason: mac === undefined ? "NoConflict" : "Defended",
      message: mac === undefined ? noConflictMessage : defendedMessage(this.#known.get(name)?.status?.node ?? "", mac),
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
      restored: () => {},
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
    const before = virtualIP?.status?.node;
    const isTakenOver = before !== undefined && this.#down.has(before);
    await this.#patch(name, {
      node,
      interfaces: ["eth0"],
      revision: l2.revision,
      since: now,
      ...(isTakenOver && {
        takenFrom: before,
        silentSince: new Date(Date.parse(now) - this.#silentMs).toISOString(),
      }),
      conditions: [{
        type: "Announced",
        status: "True",
        reason: "Announcing",
        message: announcingMessage(node, ["eth0"]),
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

  async #keepLease(node: string, bgp: BGPStanding | undefined): Promise<void> {
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
          ...(bgp !== undefined && { annotations: { "arpeggio.dev/bgp": bgpStandingText(bgp) } }),
        },
        spec: { holderIdentity: node, leaseDurationSeconds: 40, acquireTime: now, renewTime: now },
      },
    });
  }
}
