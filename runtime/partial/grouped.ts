/**
 * Groups objects by the Service that they belong to. Pure.
 *
 * @module
 */

import type { ObjectKey } from "../../functions/model/kubernetes.ts";
import type { ListDifference } from "../../functions/model/list_difference.ts";

export class Grouped<Item extends object> {
  readonly #groups = new Map<ObjectKey, readonly Item[]>();
  readonly #keyOf: (item: Item) => ObjectKey | undefined;

  /** @param keyOf returns the Service of an item; undefined if it belongs to none */
  constructor(keyOf: (item: Item) => ObjectKey | undefined) {
    this.#keyOf = keyOf;
  }

  of(key: ObjectKey): readonly Item[] {
    return this.#groups.get(key) ?? [];
  }

  /** Returns the keys of the groups that have changed. */
  change({ gone, come }: ListDifference<Item>): ReadonlySet<ObjectKey> {
    const changed = new Set<ObjectKey>();
    for (const item of gone) {
      const key = this.#keyOf(item);
      if (key === undefined) continue;
      changed.add(key);
      const left = this.of(key).filter((each) => each !== item);
      if (left.length === 0) this.#groups.delete(key);
      else this.#groups.set(key, left);
    }
    for (const item of come) {
      const key = this.#keyOf(item);
      if (key === undefined) continue;
      changed.add(key);
      const before = this.#groups.get(key);
      this.#groups.set(key, before === undefined ? [item] : [...before, item]);
    }
    return changed;
  }
}
