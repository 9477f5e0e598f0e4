import type { Affected } from "../../functions/model/announcing/affected.ts";

/** So many addresses are looked at in one pass, so that beats go out and questions are answered while there are thousands. */
export const mostAtOnce = 250;

/** Of these, so many are left to the others, if any: a crowd that is named again and again must not starve them. */
const shareOfOthers = 0.2;

/** The addresses that the next passes are to look at: first those that were named, then the others when all are meant. */
export class Attention {
  readonly #named = new Set<string>();
  readonly #others = new Set<string>();
  #isAll = true;

  draw(to: Affected): void {
    if (to === "all") this.#isAll = true;
    else for (const address of to) this.#named.add(address);
  }

  /** Some of them, at most so many; they are done with. Those that there are to look at must be told. */
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

  /** Whether there are more. */
  get isDrawn(): boolean {
    return this.#isAll || this.#named.size > 0 || this.#others.size > 0;
  }
}
