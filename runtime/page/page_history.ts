/**
 * What the status page shows of the past: kept for as long as this process runs, whoever leads.
 *
 * @module
 */

import type { VirtualIP } from "../../functions/model/crds.ts";
import { withFailovers } from "../../functions/model/page/failovers.ts";
import type { History } from "../../functions/model/page/page_of.ts";
import type { FailoverRow } from "../../functions/model/page/page_state.ts";
import type { Passed } from "../controller/pass.ts";

export class PageHistory implements History {
  #virtualIPs: readonly VirtualIP[] = [];
  #failovers: readonly FailoverRow[] = [];

  get failovers(): readonly FailoverRow[] {
    return this.#failovers;
  }

  /** Costs next to nothing while no VirtualIP changes. */
  add({ observed: { virtualIPs } }: Passed): void {
    this.#failovers = withFailovers(this.#failovers, this.#virtualIPs, virtualIPs);
    this.#virtualIPs = virtualIPs;
  }
}
