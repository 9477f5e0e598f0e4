/**
 * Finds the owner of an address, among owners whose ranges do not overlap.
 *
 * @module
 */

import type { Address } from "./address.ts";
import type { IPFamily } from "../kubernetes.ts";
import type { Range } from "./range.ts";

interface Entry<Owner> {
  readonly range: Range;
  readonly owner: Owner;
}

/** Disjoint ranges in ascending order. The time of a lookup grows with the logarithm of the number of ranges. */
export class RangeIndex<Owner> {
  readonly #entries: Readonly<Record<IPFamily, Entry<Owner>[]>> = { IPv4: [], IPv6: [] };

  /** Adds a range, which must not overlap an existing one. */
  add(range: Range, owner: Owner): void {
    this.#entries[range.family].splice(this.#endingBefore(range.family, range.first), 0, { range, owner });
  }

  /** The entry that overlaps the range; the lowest entry if several do; undefined if none does. */
  overlapping(range: Range): Entry<Owner> | undefined {
    const entry = this.#entries[range.family][this.#endingBefore(range.family, range.first)];
    return entry !== undefined && entry.range.first <= range.last ? entry : undefined;
  }

  ownerOf(address: Address): Owner | undefined {
    const entry = this.#entries[address.family][this.#endingBefore(address.family, address.value)];
    return entry !== undefined && entry.range.first <= address.value ? entry.owner : undefined;
  }

  /** The number of ranges that end before `value`. */
  #endingBefore(family: IPFamily, value: bigint): number {
    const entries = this.#entries[family];
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = entries[middle];
      if (entry !== undefined && entry.range.last < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
