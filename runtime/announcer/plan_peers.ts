/**
 * The other nodes that the VirtualIPs of this node name, and their links, as read from their Leases.
 *
 * Why: docs/adr/0035-standbys-are-neighbours.md
 *
 * @module
 */

import type { Affected } from "../../functions/model/announcing/liveness/affected.ts";
import { announcerLeaseName, readLinks } from "../../functions/model/announcing/status/announcer_lease.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import type { Lease } from "../../functions/model/kubernetes.ts";
import { annotationLinks } from "../../functions/model/names.ts";
import { nodesConcerned } from "../../functions/model/virtual_ip_labels.ts";
import type { Sink, Store } from "../store/store.ts";
import type { LeasedLink, LeasedPeer } from "./shared_networks.ts";

export interface PlanPeersOptions {
  readonly node: string;
  readonly namespace: string;
  readonly store: Store;
  /** Called when a peer's Lease appears or is renewed. */
  readonly onLease: (node: string, lease: Lease) => void;
  /** Called with `"all"` when the peers' links have changed. */
  readonly onChange: (addresses: Affected) => void;
}

export class PlanPeers {
  readonly #options: PlanPeersOptions;
  /** By node: how many VirtualIPs of the plan name it. */
  readonly #named = new Map<string, number>();
  readonly #leases = new Map<string, Lease>();
  /** By node, and by name of the link. */
  readonly #links = new Map<string, ReadonlyMap<string, LeasedLink>>();
  readonly #followed = new Map<string, AbortController>();

  constructor(options: PlanPeersOptions) {
    this.#options = options;
  }

  get all(): readonly LeasedPeer[] {
    return [...this.#links].map(([node, links]) => ({ node, links: [...links.values()] }));
  }

  get leases(): readonly Lease[] {
    return [...this.#leases.values()];
  }

  /** Counts a VirtualIP that was added to the plan (1) or removed from it (-1). */
  count(virtualIP: VirtualIP, by: 1 | -1): void {
    for (const name of nodesConcerned(virtualIP)) {
      const count = (this.#named.get(name) ?? 0) + by;
      if (count === 0) this.#named.delete(name);
      else this.#named.set(name, count);
    }
  }

  /** Resets the counts, before the VirtualIPs of a new listing are counted. */
  forgetNames(): void {
    this.#named.clear();
  }

  restore(saved: readonly Lease[]): void {
    const leases = new Map(saved.map((lease) => [lease.metadata.name, lease]));
    for (const node of this.#names) {
      const lease = leases.get(announcerLeaseName(node));
      if (lease !== undefined) this.#noteLinks(node, lease);
    }
  }

  /** Follows the Leases of the named nodes, and stops following all others. */
  follow(): void {
    const names = this.#names;
    for (const [node, following] of this.#followed) {
      if (names.has(node)) continue;
      following.abort();
      this.#followed.delete(node);
      this.#leases.delete(node);
      this.#links.delete(node);
    }
    for (const node of names) if (!this.#followed.has(node)) this.#followLease(node);
  }

  stop(): void {
    for (const following of this.#followed.values()) following.abort();
  }

  get #names(): ReadonlySet<string> {
    return new Set(this.#named.keys().filter((name) => name !== this.#options.node));
  }

  /**
   * Follows the Lease of one peer. There is no watch of all Leases, since in a large cluster they are renewed many
   * times a second.
   */
  #followLease(node: string): void {
    const following = new AbortController();
    this.#followed.set(node, following);
    const { store, namespace, onChange, onLease } = this.#options;
    const take = (lease: Lease): void => {
      const before = this.#leases.get(node)?.metadata.annotations?.[annotationLinks];
      this.#noteLinks(node, lease);
      onLease(node, lease);
      if (lease.metadata.annotations?.[annotationLinks] !== before) onChange("all");
    };
    const sink: Sink<Lease> = {
      replace: (leases) => leases.forEach(take),
      restored: () => {},
      upsert: take,
      remove: () => {},
    };
    const selection = { kind: "Lease", namespace, fields: { "metadata.name": announcerLeaseName(node) } } as const;
    void store.follow(selection, sink, following.signal);
  }

  /**
   * A link that a Lease no longer names stays in the list, e.g. after its cable was cut. The peer's heartbeats then no
   * longer arrive on this link, which shows that the link is gone.
   */
  #noteLinks(node: string, lease: Lease): void {
    this.#leases.set(node, lease);
    const told = readLinks(lease.metadata.annotations?.[annotationLinks]) ?? [];
    const before = this.#links.get(node)?.values().map((link) => ({ ...link, isUnplugged: true })) ?? [];
    this.#links.set(node, new Map([...before, ...told].map((link) => [link.name, link])));
  }
}
