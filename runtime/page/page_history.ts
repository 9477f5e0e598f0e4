/**
 * The history on the status page: past events, e.g. moves and conflicts of addresses, and hourly samples of the pools'
 * use since this process started.
 *
 * @module
 */

import type { HistoryEntry } from "../../functions/model/history/entry.ts";
import { timelineOf } from "../../functions/page/timeline.ts";
import type { History } from "../../functions/page/page_of.ts";
import type { TimelineRow } from "../../functions/page/page_state.ts";
import { usageNow, type UsageSamples } from "../../functions/page/pool_rows.ts";
import type { UsageSample } from "../../functions/page/pool_trend.ts";
import type { Passed } from "../controller/pass.ts";

const sampleMs = 3_600_000;

/** The number of hourly samples that are kept: 8 days. The forecast of a pool (`poolTrend`) reads at most 7 days. */
const samplesKept = 24 * 8;

export class PageHistory implements History {
  #entries: readonly HistoryEntry[] = [];
  #timeline: readonly TimelineRow[] | undefined;
  #samples: UsageSamples = new Map();
  #sampledAt = -Infinity;

  get timeline(): readonly TimelineRow[] {
    return this.#timeline ??= timelineOf(this.#entries);
  }

  get samples(): UsageSamples {
    return this.#samples;
  }

  add({ observed: { now }, desired: { pools }, history }: Passed): void {
    if (now - this.#sampledAt >= sampleMs) {
      const before = this.#samples;
      const sample = ([name, assigned]: readonly [string, number]): [string, readonly UsageSample[]] => [
        name,
        [...before.get(name) ?? [], { at: now, assigned }].slice(-samplesKept),
      ];
      this.#samples = new Map([...usageNow(pools)].map(sample));
      this.#sampledAt = now;
    }
    if (this.#entries !== history) [this.#entries, this.#timeline] = [history, undefined];
  }
}
