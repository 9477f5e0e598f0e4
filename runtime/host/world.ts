/**
 * The world that this process knows: one cache for each kind.
 *
 * @module
 */

import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import { perKind } from "../../functions/model/kind_table.ts";
import { keyOf, type ObjectKey } from "../../functions/model/kubernetes.ts";
import type { Selection, Sink, Store } from "../store/store.ts";
import { steadyNow } from "../ground/clock.ts";
import { withFirstSeen } from "./first_seen.ts";
import { KindCache } from "./kind_cache.ts";
import { LeaseTimes } from "./lease_renewals.ts";

/** Called after changes that may matter to a decision; `key` is undefined if the whole kind was listed. */
export type OnChange = (kind: KindName, key: ObjectKey | undefined) => void;

type Caches = { readonly [Kind in KindName]: KindCache<Kind> };

export class World {
  readonly #caches: Caches;
  readonly #selections: readonly Selection[];

  constructor(selections: readonly Selection[], onChange: OnChange, clock: () => number = steadyNow) {
    this.#selections = selections;
    this.#caches = emptyCaches(onChange, clock);
  }

  /** Follows all selections until the signal aborts. There may be at most one selection of a kind. */
  async follow(store: Store, signal: AbortSignal): Promise<void> {
    await Promise.all(this.#selections.map((selection) => this.#follow(store, selection, signal)));
  }

  cache<Kind extends KindName>(kind: Kind): KindCache<Kind> {
    return this.#caches[kind];
  }

  /** All objects of a kind, with assumptions. */
  all<Kind extends KindName>(kind: Kind): readonly Kinds[Kind][] {
    return this.cache(kind).all;
  }

  /** True if every kind that is not optional has been listed once. Until then, a missing object may exist. */
  get isListed(): boolean {
    return this.#selections.every(({ kind, isOptional = false }) => isOptional || this.#caches[kind].isListed);
  }

  #follow<Kind extends KindName>(store: Store, selection: Selection<Kind>, signal: AbortSignal): Promise<void> {
    const cache = this.cache(selection.kind);
    const { concerns } = selection;
    return store.follow(selection, concerns === undefined ? cache : onlyConcerned(cache, concerns), signal);
  }
}

function onlyConcerned<Kind extends KindName>(
  cache: KindCache<Kind>,
  concerns: (object: Kinds[KindName]) => boolean,
): Sink<Kinds[Kind]> {
  return {
    replace: (all, asOf) => cache.replace(all.filter(concerns), asOf),
    restored: () => cache.restored(),
    upsert: (object) =>
      concerns(object) ? cache.upsert(object) : cache.remove(keyOf(object), object.metadata.resourceVersion),
    remove: (key, asOf) => cache.remove(key, asOf),
    connected: (yes) => cache.connected(yes),
  };
}

function emptyCaches(onChange: OnChange, clock: () => number): Caches {
  const times = new LeaseTimes(clock);
  return {
    ...perKind<Caches>(<Kind extends KindName>(kind: Kind) =>
      new KindCache<Kind>((key) => onChange(kind, key), { clock })
    ),
    Lease: new KindCache<"Lease">((key) => onChange("Lease", key), { clock, seen: (lease) => times.seen(lease) }),
    VirtualIP: new KindCache<"VirtualIP">((key) => onChange("VirtualIP", key), {
      clock,
      seen: (virtualIP, before) => withFirstSeen(virtualIP, before, clock()),
    }),
  };
}
