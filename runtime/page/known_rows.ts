/**
 * Remembers the rows of addresses from pass to pass. A partial pass returns the same elections for addresses that have
 * not changed, so only the rows of changed addresses are made again.
 *
 * Why: docs/adr/0026-a-pass-costs-what-has-changed.md
 *
 * @module
 */

import type { VirtualIP } from "../../functions/model/crds.ts";
import type { Election } from "../../functions/model/election/election.ts";
import { type RowMaker, rowOfElection } from "../../functions/page/address_rows.ts";

interface Known {
  readonly planned: VirtualIP | undefined;
  readonly made: ReturnType<RowMaker>;
}

export class KnownRows {
  readonly #known = new WeakMap<Election, Known>();

  readonly rowOf: RowMaker = (election, planned) => {
    const known = this.#known.get(election);
    if (known !== undefined && known.planned === planned) return known.made;
    const made = rowOfElection(election, planned);
    this.#known.set(election, { planned, made });
    return made;
  };
}
