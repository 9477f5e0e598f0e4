/**
 * Which addresses of a pool are free. Only the addresses in use are stored, and a search skips each run of them in one
 * step. So the cost of a search depends neither on the size of the pool nor on the number of addresses in use.
 *
 * @module
 */

import type { IPFamily } from "../kubernetes.ts";
import { isBuggy, type Pool } from "./pool.ts";
import { type Range, rangeSize } from "../addresses/range.ts";

/**
 * The free addresses of one family in one pool. Each address has a position: the lowest address has 0, and positions
 * have no gaps between ranges. A position in use points to a later position. A search shortens these paths (a
 * disjoint-set forest), so it visits each run of used positions about once.
 */
export class FreeSpace {
  readonly #ranges: readonly (Range & { readonly position: bigint })[];
  readonly #size: bigint;
  readonly #family: IPFamily;
  readonly #avoidBuggyIPs: boolean;
  readonly #behind = new Map<bigint, bigint>();
  /** Addresses in use that are not in the forest yet: they are added before the next search. */
  #unsorted: bigint[] = [];
  /**
   * Positions that were in use and are free again. They are few: most addresses that a pass releases are taken again in
   * the same pass.
   */
  readonly #freed = new Set<bigint>();

  constructor(pool: Pool, family: IPFamily) {
    let position = 0n;
    this.#ranges = pool.ranges.filter((range) => range.family === family).map((range) => {
      const placed = { ...range, position };
      position += rangeSize(range);
      return placed;
    });
    this.#size = position;
    this.#family = family;
    this.#avoidBuggyIPs = pool.avoidBuggyIPs;
  }

  /** Marks an address of the pool as in use. A second call for the same address changes nothing. */
  take(value: bigint): void {
    this.#unsorted.push(value);
  }

  release(value: bigint): void {
    this.#sort();
    if (!this.#isKeptBack(value)) this.#freed.add(this.#positionOf(value));
  }

  /**
   * The first free address at or after position `start`. After the highest address, the search continues at the lowest.
   * Undefined if no address is free.
   * @param start an unsigned number of 32 bits, taken modulo the size of the pool
   */
  firstFree(start: number): bigint | undefined {
    if (this.#size === 0n) return undefined;
    this.#sort();
    const from = BigInt(start) % this.#size;
    const ahead = this.#skip(from);
    const found = ahead < this.#size ? ahead : this.#skip(0n);
    let best = found < this.#size ? found : undefined;
    for (const position of this.#freed) {
      if (best === undefined || this.#distance(from, position) < this.#distance(from, best)) best = position;
    }
    return best === undefined ? undefined : this.#valueAt(best);
  }

  #sort(): void {
    for (const value of this.#unsorted) {
      const position = this.#positionOf(value);
      if (!this.#freed.delete(position) && !this.#behind.has(position)) this.#behind.set(position, position + 1n);
    }
    if (this.#unsorted.length > 0) this.#unsorted = [];
  }

  /**
   * The first position at or after `from` that has never been in use and that `avoidBuggyIPs` does not exclude.
   */
  #skip(from: bigint): bigint {
    let position = from;
    for (let behind = this.#next(position); behind !== undefined; behind = this.#next(position)) {
      const further = this.#behind.get(behind);
      if (further !== undefined) this.#behind.set(position, further);
      position = further ?? behind;
    }
    return position;
  }

  /**
   * The position at which a search continues if this position is in use, or if `avoidBuggyIPs` excludes it; undefined:
   * the position is free.
   */
  #next(position: bigint): bigint | undefined {
    const behind = this.#behind.get(position);
    if (behind !== undefined || position >= this.#size || !this.#isKeptBack(this.#valueAt(position))) return behind;
    this.#behind.set(position, position + 1n);
    return position + 1n;
  }

  #isKeptBack(value: bigint): boolean {
    return this.#avoidBuggyIPs && isBuggy({ family: this.#family, value });
  }

  #distance(from: bigint, to: bigint): bigint {
    return to >= from ? to - from : to - from + this.#size;
  }

  #positionOf(value: bigint): bigint {
    const range = this.#lastRange((each) => each.first <= value);
    return range.position + value - range.first;
  }

  #valueAt(position: bigint): bigint {
    const range = this.#lastRange((each) => each.position <= position);
    return range.first + position - range.position;
  }

  /**
   * The last range for which `holds` is true. `holds` must be true for the first ranges and false for all that follow.
   */
  #lastRange(holds: (range: Range & { readonly position: bigint }) => boolean): Range & { readonly position: bigint } {
    let low = 0;
    let high = this.#ranges.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      const range = this.#ranges[middle];
      if (range !== undefined && holds(range)) low = middle;
      else high = middle - 1;
    }
    const range = this.#ranges[low];
    if (range === undefined) throw new RangeError("Cannot find address: the pool has no addresses of this family");
    return range;
  }
}
