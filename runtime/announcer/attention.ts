import type { Affected } from "../../functions/model/announcing/affected.ts";

/** The addresses that the next pass is to look at. */
export class Attention {
  #addresses: Set<string> | "all" = "all";

  draw(to: Affected): void {
    if (to === "all") this.#addresses = "all";
    else if (this.#addresses !== "all") { for (const address of to) this.#addresses.add(address); }
  }

  /** From now on, there are none. */
  take(): Affected {
    const addresses = this.#addresses;
    this.#addresses = new Set();
    return addresses;
  }
}
