/**
 * Compares two lists of objects: which objects are new, and which are missing.
 *
 * @module
 */

export interface ListDifference<Item> {
  readonly gone: readonly Item[];
  readonly come: readonly Item[];
}

/** How many places ahead one list is searched for the next item of the other list. */
const lookAhead = 8;

/** After this many differences, the rest of the lists is compared as sets. */
const mostAligned = 1_000;

/**
 * Compares the items by identity. Two lists from one cache have nearly all items at the same places, so the comparison
 * is cheap. An item that has changed its place may be in both results.
 */
export function listDifference<Item extends object>(
  before: readonly Item[],
  after: readonly Item[],
): ListDifference<Item> {
  const gone: Item[] = [];
  const come: Item[] = [];
  let [left, right] = [0, 0];
  while (before !== after && left < before.length && right < after.length) {
    if (before[left] === after[right]) {
      left++;
      right++;
      continue;
    }
    if (gone.length + come.length > mostAligned) break;
    const removed = distance(before, left, after[right]);
    const added = distance(after, right, before[left]);
    const [less, more] = removed > 0 ? [removed, 0] : added > 0 ? [0, added] : [1, 1];
    gone.push(...before.slice(left, left + less));
    come.push(...after.slice(right, right + more));
    left += less;
    right += more;
  }
  if (before === after) return { gone, come };
  const rest = { before: before.slice(left), after: after.slice(right) };
  return {
    gone: gone.concat(without(rest.before, rest.after)),
    come: come.concat(without(rest.after, rest.before)),
  };
}

/** How many places after `from` the item is; 0: it is not in the next places. */
function distance<Item>(list: readonly Item[], from: number, item: Item | undefined): number {
  for (let ahead = 1; ahead <= lookAhead; ahead++) if (list[from + ahead] === item) return ahead;
  return 0;
}

function without<Item>(list: readonly Item[], others: readonly Item[]): readonly Item[] {
  if (list.length === 0 || others.length === 0) return list;
  const known = new Set(others);
  return list.filter((item) => !known.has(item));
}
