/**
 * The plan of one node: the VirtualIPs that concern the node, and the addresses of its peers.
 *
 * @module
 */

import { virtualIPName } from "../../functions/model/addresses/address.ts";
import { lostEverywhere } from "../../functions/model/announcing/status/announcer_lease.ts";
import { isInOrder } from "../../functions/model/announcing/duties/ranking.ts";
import type { Situation } from "../../functions/model/announcing/duties/situation.ts";
import type { Affected } from "../../functions/model/announcing/liveness/affected.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import { keyOf, type Lease, type ObjectKey } from "../../functions/model/kubernetes.ts";
import type { Sink, Store } from "../store/store.ts";
import { Departures } from "./departures.ts";
import { PlanPeers } from "./plan_peers.ts";
import type { PlanScope } from "./plan_scope.ts";
import type { LeasedPeer } from "./shared_networks.ts";

/** The interval at which this node forgets VirtualIPs that no longer concern it, e.g. after a hand-over is complete. */
const sweepMs = 5_000;

export interface PlanOptions {
  readonly node: string;
  readonly namespace: string;
  readonly store: Store;
  /** Chooses the VirtualIPs to follow; absent: all. */
  readonly scopes?: PlanScope;
  /** True if this node answers for the address, even if the plan does not name the node. */
  readonly holds: (address: string) => boolean;
  /** Called when a peer's Lease appears or is renewed. */
  readonly onLease: (node: string, lease: Lease) => void;
  /**
   * Called with the addresses whose VirtualIP has changed; with `"all"` after a listing, or when a peer's links have
   * changed.
   */
  readonly onChange: (addresses: Affected) => void;
}

/** The part of the plan that is stored on disk, for a start while the API server is away. */
export interface SavedPlan {
  readonly virtualIPs: readonly VirtualIP[];
  readonly leases: readonly Lease[];
}

export class NodePlan {
  readonly #options: PlanOptions;
  readonly #virtualIPs = new Map<ObjectKey, VirtualIP>();
  readonly #peers: PlanPeers;
  readonly #departures: Departures;
  #listed = false;

  constructor(options: PlanOptions) {
    this.#options = options;
    this.#peers = new PlanPeers(options);
    this.#departures = new Departures({
      store: options.store,
      left: (virtualIP) => this.#upsert(virtualIP),
      deleted: (key) => this.#remove(key),
    });
  }

  get virtualIPs(): readonly VirtualIP[] {
    return [...this.#virtualIPs.values()];
  }

  get addresses(): readonly string[] {
    return this.virtualIPs.map(({ spec }) => spec.address);
  }

  virtualIPsAt(addresses: Iterable<string>): readonly VirtualIP[] {
    return Array.from(addresses, (address) => this.#virtualIPs.get(virtualIPName(address)) ?? []).flat();
  }

  /** The other nodes that this node's VirtualIPs name, in `spec.l2.order` or in `status`. */
  get peers(): readonly LeasedPeer[] {
    return this.#peers.all;
  }

  /** What the peers' Leases say: their MACs, and the families of addresses that they cannot serve. */
  get leased(): Required<Pick<Situation, "leasedMacs" | "lostBy">> {
    const { peers } = this;
    return {
      leasedMacs: new Map(peers.map(({ node, links }) => [node, new Map(links.map(({ name, mac }) => [name, mac]))])),
      lostBy: new Map(
        peers.map(({ node, links }) => [node, lostEverywhere(links.filter((link) => link.isUnplugged !== true))]),
      ),
    };
  }

  /** True once the plan was listed or restored. */
  get isKnown(): boolean {
    return this.#listed;
  }

  get saved(): SavedPlan {
    return { virtualIPs: this.virtualIPs, leases: this.#peers.leases };
  }

  /** Starts from a plan that was stored on disk; the first listing replaces it. */
  restore(saved: SavedPlan): void {
    for (const virtualIP of saved.virtualIPs) this.#take(virtualIP);
    this.#peers.restore(saved.leases);
    this.#listed = true;
  }

  /** Follows the plan until the signal aborts. Without `scopes`, `others` gets every VirtualIP too. */
  async follow(signal: AbortSignal, others?: Sink<VirtualIP>): Promise<void> {
    signal.addEventListener("abort", () => this.#peers.stop(), { once: true });
    const { store, scopes } = this.#options;
    if (scopes === undefined) return await store.follow({ kind: "VirtualIP" }, this.#sink(others), signal);
    const sweeping = setInterval(() => this.#sweep(), sweepMs);
    let scope = await scopes.ask(signal) ?? "all";
    while (!signal.aborted) {
      const turn = new AbortController();
      const ends = AbortSignal.any([signal, turn.signal]);
      const sink = scope === "all" ? this.#sink() : this.#ownSink(signal);
      const following = store.follow(scopes.selection(scope), sink, ends);
      await scopes.left(scope, signal);
      turn.abort();
      await following;
      scope = scope === "all" ? "own" : "all";
    }
    clearInterval(sweeping);
  }

  /** The sink for a watch of all VirtualIPs. */
  #sink(others?: Sink<VirtualIP>): Sink<VirtualIP> {
    return {
      replace: (all, asOf) => {
        others?.replace(all, asOf);
        this.#replace(all);
      },
      restored: () => others?.restored(),
      upsert: (virtualIP) => {
        others?.upsert(virtualIP);
        this.#upsert(virtualIP);
      },
      remove: (key, asOf) => {
        others?.remove(key, asOf);
        this.#remove(key);
      },
    };
  }

  /**
   * The sink for a watch of the VirtualIPs with this node's label. A VirtualIP that leaves this watch may still exist.
   */
  #ownSink(signal: AbortSignal): Sink<VirtualIP> {
    return {
      replace: (all) => {
        const told = new Set(all.map(keyOf));
        const untold = [...this.#virtualIPs].filter(([key]) => !told.has(key));
        this.#replace([...all, ...untold.map(([, virtualIP]) => virtualIP)]);
        for (const [key] of untold) this.#departures.add(key, signal);
      },
      restored: () => {},
      upsert: (virtualIP) => this.#upsert(virtualIP),
      remove: (key) => {
        if (this.#virtualIPs.has(key)) this.#departures.add(key, signal);
      },
    };
  }

  #replace(all: readonly VirtualIP[]): void {
    this.#listed = true;
    this.#virtualIPs.clear();
    this.#peers.forgetNames();
    for (const virtualIP of all) {
      this.#departures.forget(keyOf(virtualIP));
      this.#take(virtualIP);
    }
    this.#peers.follow();
    this.#options.onChange("all");
  }

  #upsert(virtualIP: VirtualIP): void {
    this.#departures.forget(keyOf(virtualIP));
    if (this.#take(virtualIP)) this.#changed(virtualIP.spec.address);
  }

  #remove(key: ObjectKey): void {
    const removed = this.#put(key, undefined);
    if (removed !== undefined) this.#changed(removed.spec.address);
  }

  #changed(address: string): void {
    this.#peers.follow();
    this.#options.onChange(new Set([address]));
  }

  /** Forgets VirtualIPs that were kept only because this node still held their address, e.g. during a hand-over. */
  #sweep(): void {
    for (const [key, virtualIP] of [...this.#virtualIPs]) {
      if (!this.#departures.has(key) && !this.#concerns(virtualIP)) this.#remove(key);
    }
  }

  /** Keeps a VirtualIP if it concerns this node. Returns true if the plan contains it now, or did before. */
  #take(virtualIP: VirtualIP): boolean {
    const concerns = this.#concerns(virtualIP);
    return this.#put(keyOf(virtualIP), concerns ? virtualIP : undefined) !== undefined || concerns;
  }

  #concerns(virtualIP: VirtualIP): boolean {
    const { node, holds } = this.#options;
    return isInOrder(virtualIP, node) || virtualIP.status?.node === node || holds(virtualIP.spec.address);
  }

  /** Stores a VirtualIP, or removes it if undefined; returns the previous VirtualIP with this key. */
  #put(key: ObjectKey, virtualIP: VirtualIP | undefined): VirtualIP | undefined {
    const before = this.#virtualIPs.get(key);
    if (before !== undefined) this.#peers.count(before, -1);
    if (virtualIP === undefined) this.#virtualIPs.delete(key);
    else {
      this.#virtualIPs.set(key, virtualIP);
      this.#peers.count(virtualIP, 1);
    }
    return before;
  }
}
