/**
 * A list with one more item. Made for the many lists of a pass that hold one or two: an array that grows by `push` takes room
 * for sixteen more.
 */
export function append<Item>(list: readonly Item[], item: Item): readonly Item[] {
  return list.length === 0 ? [item] : [...list, item];
}
