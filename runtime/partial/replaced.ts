/**
 * Replaces some items of a sorted list. Pure.
 *
 * @module
 */

import { compare } from "../../functions/model/order.ts";

/**
 * The list after a change. The change first removes the items that `gone` names, and the items with the same name as an
 * item of `come`. Then it adds the items of `come`. The cost is little more than that of a copy of the list.
 *
 * @param before sorted by name; several items may have the same name
 * @param come sorted by name
 */
export function replaced<Item>(
  before: readonly Item[],
  { gone, come }: { readonly gone: Iterable<string>; readonly come: readonly Item[] },
  nameOf: (item: Item) => string,
): readonly Item[] {
  const named = Map.groupBy(come, nameOf);
  const names = [...new Set([...gone, ...named.keys()])].sort(compare);
  const pieces: (readonly Item[])[] = [];
  let from = 0;
  for (const name of names) {
    const first = firstNot(before, from, (item) => nameOf(item) < name);
    const next = firstNot(before, first, (item) => nameOf(item) === name);
    const items = named.get(name);
    if (first === next && items === undefined) continue;
    pieces.push(before.slice(from, first));
    if (items !== undefined) pieces.push(items);
    from = next;
  }
  return from === 0 && pieces.length === 0 ? before : [...pieces, before.slice(from)].flat();
}

/**
 * The first index, not below `from`, whose item does not satisfy `holds`; the length if there is none. The search is
 * binary: if `holds` is false for an item, it must be false for all later items.
 */
function firstNot<Item>(list: readonly Item[], from: number, holds: (item: Item) => boolean): number {
  let [low, high] = [from, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = list[middle];
    if (item !== undefined && holds(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}
