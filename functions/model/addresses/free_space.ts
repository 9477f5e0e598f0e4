/**
 * Which addresses of a pool are free. What is taken is kept, as runs that are skipped in one step, so that the cost depends
 * neither on the size of the pool nor on how full it is.
 *
 * @module
 */

import type { IPFamily } from "../kubernetes.ts";
import { isBuggy, type Pool } from "../pools/pool.ts";
import { type Range, rangeSize } from "./range.ts";

/**
 * The free addresses of one family in one pool during one pass. Addresses are counted by their position: 0 is the lowest, and
 * there are no gaps between ranges. A taken position leads to the one behind it, and paths are shortened as they are walked
 * (a disjoint-set forest), so that a search meets each run of taken positions about once.
 */
export class FreeSpace {
  readonly #ranges: readonly (Range & { readonly position: bigint })[];
  readonly #size: bigint;
  readonly #family: IPFamily;
  readonly #avoidBuggyIPs: boolean;
  readonly #behind = new Map<bigint, bigint>();
  /** Taken addresses that no search has asked for yet. */
  #unsorted: bigint[] = [];
  /** Positions that were taken and are free again; few, since only a move frees anything during a pass. */
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

  /** Marks an address, which must lie in the pool, as taken. Repeating it does nothing. */
  take(value: bigint): void {
    this.#unsorted.push(value);
  }

  release(value: bigint): void {
    this.#sort();
    if (!this.#isKeptBack(value)) this.#freed.add(this.#positionOf(value));
  }

  /**
   * The first free address from the start on, and after the last one from the lowest on; undefined: all are taken.
   *
   * @param start any number; addresses of the pool are as likely as each other to be where the search starts
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

  /** The first position from here on that was never taken. */
  #skip(from: bigint): bigint {
    let position = from;
    for (let behind = this.#next(position); behind !== undefined; behind = this.#next(position)) {
      const further = this.#behind.get(behind);
      if (further !== undefined) this.#behind.set(position, further);
      position = further ?? behind;
    }
    return position;
  }

  /** Where a position leads that is taken or kept back. */
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

  /** The last range for which it holds; it holds up to some range and for none behind it. */
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
