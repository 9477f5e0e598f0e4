/**
 * What the cluster wants of this node: the VirtualIPs in whose order it stands, and where its peers are.
 *
 * @module
 */

import { virtualIPName } from "../../functions/model/addresses/address.ts";
import { isInOrder } from "../../functions/model/announcing/ranking.ts";
import type { Affected } from "../../functions/model/announcing/affected.ts";
import { announcerLeaseName, readLinks } from "../../functions/model/announcing/announcer_lease.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import { keyOf, type Lease, type ObjectKey } from "../../functions/model/kubernetes.ts";
import { annotationLinks } from "../../functions/model/names.ts";
import type { Sink, Store } from "../store/store.ts";
import type { LeasedLink, LeasedPeer } from "./shared_networks.ts";

export interface PlanOptions {
  readonly node: string;
  readonly namespace: string;
  readonly store: Store;
  /** Does this node answer for the address, in or out of the plan? */
  readonly holds: (address: string) => boolean;
  /** Something is another than before for these addresses: their VirtualIP, or, for all of them, who the peers are. */
  readonly onChange: (addresses: Affected) => void;
}

/** What outlives a restart, while the API server may be away. */
export interface SavedPlan {
  readonly virtualIPs: readonly VirtualIP[];
  readonly leases: readonly Lease[];
}

export class Plan {
  readonly #options: PlanOptions;
  readonly #virtualIPs = new Map<ObjectKey, VirtualIP>();
  /** How many of them name a node. */
  readonly #named = new Map<string, number>();
  readonly #leases = new Map<string, Lease>();
  /** By node, and by name of the link. */
  readonly #links = new Map<string, ReadonlyMap<string, LeasedLink>>();
  readonly #followed = new Map<string, AbortController>();
  #listed = false;

  constructor(options: PlanOptions) {
    this.#options = options;
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

  /** The other nodes that stand in one order with this one, and those whose addresses it stands by for. */
  get peers(): readonly LeasedPeer[] {
    return [...this.#links].map(([node, links]) => ({ node, links: [...links.values()] }));
  }

  /** The plan has been listed, or restored. */
  get isKnown(): boolean {
    return this.#listed;
  }

  get saved(): SavedPlan {
    return { virtualIPs: this.virtualIPs, leases: [...this.#leases.values()] };
  }

  /** Starts from the last plan that was known; a listing replaces it. */
  restore(saved: SavedPlan): void {
    const leases = new Map(saved.leases.map((lease) => [lease.metadata.name, lease]));
    for (const virtualIP of saved.virtualIPs) this.#take(virtualIP);
    for (const node of this.#peerNames) {
      const lease = leases.get(announcerLeaseName(node));
      if (lease !== undefined) this.#noteLinks(node, lease);
    }
    this.#listed = true;
  }

  /** Follows the plan until the signal aborts; all VirtualIPs go to the others as well. */
  async follow(signal: AbortSignal, others?: Sink<VirtualIP>): Promise<void> {
    signal.addEventListener("abort", () => this.#followed.forEach((each) => each.abort()), { once: true });
    const { onChange } = this.#options;
    const changed = (address: string): void => {
      this.#followPeers();
      onChange(new Set([address]));
    };
    const sink: Sink<VirtualIP> = {
      replace: (all, asOf) => {
        others?.replace(all, asOf);
        this.#listed = true;
        this.#virtualIPs.clear();
        this.#named.clear();
        for (const virtualIP of all) this.#take(virtualIP);
        this.#followPeers();
        onChange("all");
      },
      upsert: (virtualIP) => {
        others?.upsert(virtualIP);
        if (this.#take(virtualIP)) changed(virtualIP.spec.address);
      },
      remove: (key, asOf) => {
        others?.remove(key, asOf);
        const removed = this.#put(key, undefined);
        if (removed !== undefined) changed(removed.spec.address);
      },
    };
    await this.#options.store.follow({ kind: "VirtualIP" }, sink, signal);
  }

  /** Keeps a VirtualIP that concerns this node; true when anything has changed. */
  #take(virtualIP: VirtualIP): boolean {
    const { node, holds } = this.#options;
    const { spec, status } = virtualIP;
    const concerns = isInOrder(virtualIP, node) || status?.node === node || holds(spec.address);
    return this.#put(keyOf(virtualIP), concerns ? virtualIP : undefined) !== undefined || concerns;
  }

  /** Undefined: takes it away. Gives what was there before. */
  #put(key: ObjectKey, virtualIP: VirtualIP | undefined): VirtualIP | undefined {
    const before = this.#virtualIPs.get(key);
    if (before !== undefined) this.#count(before, -1);
    if (virtualIP === undefined) this.#virtualIPs.delete(key);
    else {
      this.#virtualIPs.set(key, virtualIP);
      this.#count(virtualIP, 1);
    }
    return before;
  }

  #count({ spec, status }: VirtualIP, by: 1 | -1): void {
    const names = new Set((spec.l2?.order ?? []).map(({ node }) => node));
    if (status?.node !== undefined) names.add(status.node);
    for (const name of names) {
      const count = (this.#named.get(name) ?? 0) + by;
      if (count === 0) this.#named.delete(name);
      else this.#named.set(name, count);
    }
  }

  get #peerNames(): ReadonlySet<string> {
    return new Set(this.#named.keys().filter((name) => name !== this.#options.node));
  }

  #followPeers(): void {
    const names = this.#peerNames;
    for (const [node, following] of this.#followed) {
      if (names.has(node)) continue;
      following.abort();
      this.#followed.delete(node);
      this.#leases.delete(node);
      this.#links.delete(node);
    }
    for (const node of names) if (!this.#followed.has(node)) this.#followLease(node);
  }

  /** Only the peers' Leases are followed: in a large cluster those of all nodes would be renewed many times a second. */
  #followLease(node: string): void {
    const following = new AbortController();
    this.#followed.set(node, following);
    const { store, namespace, onChange } = this.#options;
    const take = (lease: Lease): void => {
      const before = this.#leases.get(node)?.metadata.annotations?.[annotationLinks];
      this.#noteLinks(node, lease);
      if (lease.metadata.annotations?.[annotationLinks] !== before) onChange("all");
    };
    const sink: Sink<Lease> = {
      replace: (leases) => leases.forEach(take),
      upsert: take,
      remove: () => {},
    };
    const selection = { kind: "Lease", namespace, fields: { "metadata.name": announcerLeaseName(node) } } as const;
    void store.follow(selection, sink, following.signal);
  }

  /**
   * A link that a Lease does not name any more, as when its cable is cut, stays the place where the peer is listened for: that
   * nothing comes from there is what tells that it is gone.
   */
  #noteLinks(node: string, lease: Lease): void {
    this.#leases.set(node, lease);
    const told = readLinks(lease.metadata.annotations?.[annotationLinks]) ?? [];
    const before = this.#links.get(node)?.values().map((link) => ({ ...link, isUnplugged: true })) ?? [];
    this.#links.set(node, new Map([...before, ...told].map((link) => [link.name, link])));
  }
}
