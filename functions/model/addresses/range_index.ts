/**
 * Who owns an address, when nobody's ranges overlap.
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

/** Disjoint ranges in ascending order; a question costs the logarithm of their number. */
export class RangeIndex<Owner> {
  readonly #entries: Readonly<Record<IPFamily, Entry<Owner>[]>> = { IPv4: [], IPv6: [] };

  /** The range must overlap none that is there. */
  add(range: Range, owner: Owner): void {
    this.#entries[range.family].splice(this.#endingBefore(range.family, range.first), 0, { range, owner });
  }

  /** An owner of addresses in the range, the lowest of them first. */
  overlapping(range: Range): Entry<Owner> | undefined {
    const entry = this.#entries[range.family][this.#endingBefore(range.family, range.first)];
    return entry !== undefined && entry.range.first <= range.last ? entry : undefined;
  }

  ownerOf(address: Address): Owner | undefined {
    const entry = this.#entries[address.family][this.#endingBefore(address.family, address.value)];
    return entry !== undefined && entry.range.first <= address.value ? entry.owner : undefined;
  }

  /** How many ranges end before this number. */
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
