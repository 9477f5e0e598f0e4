/**
 * The world as this process knows it: one cache for each kind that it follows.
 *
 * @module
 */

import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import type { ObjectKey } from "../../functions/model/kubernetes.ts";
import type { Selection, Store } from "../store/store.ts";
import { KindCache } from "./kind_cache.ts";

/** Hears of changes that may matter to a decision; `key` is absent when all of a kind was listed anew. */
export type OnChange = (kind: KindName, key: ObjectKey | undefined) => void;

type Caches = { readonly [Kind in KindName]: KindCache<Kind> };

export class World {
  readonly #caches: Caches;
  readonly #selections: readonly Selection[];

  constructor(selections: readonly Selection[], onChange: OnChange) {
    this.#selections = selections;
    this.#caches = emptyCaches(onChange);
  }

  /** Follows everything until the signal aborts; at most one selection of a kind. */
  async follow(store: Store, signal: AbortSignal): Promise<void> {
    await Promise.all(this.#selections.map((selection) => this.#follow(store, selection, signal)));
  }

  cache<Kind extends KindName>(kind: Kind): KindCache<Kind> {
    return this.#caches[kind];
  }

  /** All objects of a kind, as assumed. */
  all<Kind extends KindName>(kind: Kind): readonly Kinds[Kind][] {
    return this.cache(kind).all;
  }

  /** Whether every kind has been listed once: before that, what is missing may only be unknown. */
  get isListed(): boolean {
    return this.#selections.every(({ kind }) => this.#caches[kind].isListed);
  }

  #follow<Kind extends KindName>(store: Store, selection: Selection<Kind>, signal: AbortSignal): Promise<void> {
    return store.follow(selection, this.cache(selection.kind), signal);
  }
}

function emptyCaches(onChange: OnChange): Caches {
  const cache = <Kind extends KindName>(kind: Kind): KindCache<Kind> => new KindCache((key) => onChange(kind, key));
  return {
    Service: cache("Service"),
    Namespace: cache("Namespace"),
    Node: cache("Node"),
    EndpointSlice: cache("EndpointSlice"),
    Lease: cache("Lease"),
    Event: cache("Event"),
    Secret: cache("Secret"),
    ConfigMap: cache("ConfigMap"),
    IPAddressPool: cache("IPAddressPool"),
    L2Advertisement: cache("L2Advertisement"),
    BGPPeer: cache("BGPPeer"),
    BGPAdvertisement: cache("BGPAdvertisement"),
    BFDProfile: cache("BFDProfile"),
    Community: cache("Community"),
    ServiceL2Status: cache("ServiceL2Status"),
    ServiceBGPStatus: cache("ServiceBGPStatus"),
    ConfigurationState: cache("ConfigurationState"),
    VirtualIP: cache("VirtualIP"),
  };
}
