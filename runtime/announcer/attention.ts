import type { Affected } from "../../functions/model/announcing/affected.ts";

/** So many addresses are looked at in one pass, so that beats go out and questions are answered while there are thousands. */
export const mostAtOnce = 250;

/** The addresses that the next passes are to look at. */
export class Attention {
  readonly #addresses = new Set<string>();
  #isAll = true;

  draw(to: Affected): void {
    if (to === "all") this.#isAll = true;
    else for (const address of to) this.#addresses.add(address);
  }

  /** Some of them, at most so many; they are done with. Those that there are to look at must be told. */
  take(most: number, all: () => Iterable<string>): ReadonlySet<string> {
    if (this.#isAll) { for (const address of all()) this.#addresses.add(address); }
    this.#isAll = false;
    const taken = new Set(this.#addresses.values().take(most));
    for (const address of taken) this.#addresses.delete(address);
    return taken;
  }

  /** Whether there are more. */
  get isDrawn(): boolean {
    return this.#isAll || this.#addresses.size > 0;
  }
}
