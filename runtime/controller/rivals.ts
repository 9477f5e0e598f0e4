/**
 * Notices actors that overwrite the addresses that the controller wrote. The controller restores the addresses with
 * growing pauses, so that two controllers of one status do not overwrite each other many times a second.
 *
 * @module
 */

import type { Allocation } from "../../functions/model/allocation/allocation.ts";
import { type Instant, keyOf, type ObjectKey, type Service } from "../../functions/model/kubernetes.ts";
import { isOverwritten, rivalOf } from "../../functions/model/reporting/rivalry.ts";

/** The first 2 overwrites are repaired at once, since they may be accidents. */
const patience = 2;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/** A rival is forgotten after this time without an overwrite. */
const forgottenMs = 10 * 60_000;

interface Rivalry {
  readonly times: number;
  /** The version of the Service at the last overwrite. */
  readonly version: string | undefined;
  readonly at: Instant;
  readonly name: string;
}

export class Rivals {
  readonly #rivalries = new Map<ObjectKey, Rivalry>();

  /** By Service: the actor that has overwritten it more than twice. */
  names(now: Instant): Readonly<Record<ObjectKey, string>> | undefined {
    for (const [key, { at }] of this.#rivalries) if (at + forgottenMs <= now) this.#rivalries.delete(key);
    const named = [...this.#rivalries].filter(([, { times }]) => times > patience).map((
      [key, { name }],
    ) => [key, name]);
    return named.length === 0 ? undefined : Object.fromEntries(named);
  }

  /**
   * Notes overwritten Services; returns the time until which each of them is not written again.
   *
   * @param services the observed Services that the pass would change
   */
  pauses(
    services: readonly Service[],
    allocationOf: (key: ObjectKey) => Allocation | undefined,
    now: Instant,
  ): ReadonlyMap<ObjectKey, Instant> {
    const pauses = new Map<ObjectKey, Instant>();
    for (const service of services) {
      const key = keyOf(service);
      const allocation = allocationOf(key);
      if (allocation === undefined || !isOverwritten(service, allocation)) continue;
      const { at, times } = this.#noted(key, service, now);
      const until = at + pauseMs(times);
      if (until > now) pauses.set(key, until);
    }
    return pauses;
  }

  /** When the first rival is forgotten; `Infinity` if there is none. */
  get changesAt(): Instant {
    return [...this.#rivalries.values()].reduce((first, { at }) => Math.min(first, at + forgottenMs), Infinity);
  }

  #noted(key: ObjectKey, service: Service, now: Instant): Rivalry {
    const before = this.#rivalries.get(key);
    const version = service.metadata.resourceVersion;
    if (before !== undefined && before.version === version) return before;
    const rivalry = { times: (before?.times ?? 0) + 1, version, at: now, name: rivalOf(service) };
    this.#rivalries.set(key, rivalry);
    return rivalry;
  }
}

function pauseMs(times: number): number {
  return times <= patience ? 0 : Math.min(firstPauseMs * 2 ** (times - patience - 1), longestPauseMs);
}
