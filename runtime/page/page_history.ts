/**
 * What the status page shows of the past: kept for as long as this process runs, whoever leads.
 *
 * @module
 */

import type { VirtualIP } from "../../functions/model/crds.ts";
import { withFailovers } from "../../functions/model/page/failovers.ts";
import type { History } from "../../functions/model/page/page_of.ts";
import type { FailoverRow } from "../../functions/model/page/page_state.ts";
import { usageNow, type UsageSamples } from "../../functions/model/page/pool_rows.ts";
import type { UsageSample } from "../../functions/model/page/pool_trend.ts";
import type { Passed } from "../controller/pass.ts";

const sampleMs = 3_600_000;

/** A little more than the week that a trend looks at. */
const samplesKept = 24 * 8;

export class PageHistory implements History {
  #virtualIPs: readonly VirtualIP[] = [];
  #failovers: readonly FailoverRow[] = [];
  #samples: UsageSamples = new Map();
  #sampledAt = -Infinity;

  get failovers(): readonly FailoverRow[] {
    return this.#failovers;
  }

  get samples(): UsageSamples {
    return this.#samples;
  }

  /** Costs next to nothing while no VirtualIP changes. */
  add({ observed: { virtualIPs, now }, desired: { pools } }: Passed): void {
    if (now - this.#sampledAt >= sampleMs) {
      const before = this.#samples;
      const sample = ([name, assigned]: readonly [string, number]): [string, readonly UsageSample[]] => [
        name,
        [...before.get(name) ?? [], { at: now, assigned }].slice(-samplesKept),
      ];
      this.#samples = new Map([...usageNow(pools)].map(sample));
      this.#sampledAt = now;
    }
    this.#failovers = withFailovers(this.#failovers, this.#virtualIPs, virtualIPs);
    this.#virtualIPs = virtualIPs;
  }
}
