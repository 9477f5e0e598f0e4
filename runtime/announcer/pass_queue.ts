/**
 * The addresses that the next passes look at.
 *
 * @module
 */

import type { Affected } from "../../functions/model/announcing/liveness/affected.ts";

/** The most addresses that one pass looks at, so that heartbeats and answers go out between passes. */
export const mostAtOnce = 250;

/**
 * The part of a pass that is reserved for the addresses that only `"all"` has added. Without this part, addresses that
 * are added by name again and again would starve the others.
 */
const shareOfOthers = 0.2;

/**
 * The addresses to decide. Some were added by name; all others are added at the start, and by `add("all")`. A pass
 * takes the named addresses first, except for the part that is reserved for the others.
 */
export class PassQueue {
  readonly #named = new Set<string>();
  readonly #others = new Set<string>();
  #isAll = true;

  add(to: Affected): void {
    if (to === "all") this.#isAll = true;
    else for (const address of to) this.#named.add(address);
  }

  /** Takes at most `most` addresses out of the queue. `all` lists every address of this node. */
  take(most: number, all: () => Iterable<string>): ReadonlySet<string> {
    if (this.#isAll) { for (const address of all()) this.#others.add(address); }
    this.#isAll = false;
    const left = Math.min(this.#others.size, Math.ceil(most * shareOfOthers));
    const taken = new Set(this.#named.values().take(most - left));
    for (const address of this.#others) {
      if (taken.size >= most) break;
      taken.add(address);
    }
    for (const address of taken) {
      this.#named.delete(address);
      this.#others.delete(address);
    }
    return taken;
  }

  get hasMore(): boolean {
    return this.#isAll || this.#named.size > 0 || this.#others.size > 0;
  }
}
