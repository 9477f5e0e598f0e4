/**
 * Chooses which wanted object is written next. Pure data without a clock: callers pass the time.
 *
 * @module
 */

import type { KubernetesEvent } from "../../functions/model/kubernetes.ts";
import { urgencies, type Urgency } from "./urgency.ts";
import { type Wanted, type WantedId, wantedId } from "./wanted.ts";

/**
 * Delay before a low-priority write, in ms, so that a burst of changes to one object costs one write and urgent writes
 * go first.
 */
export const restMs = 50;

/**
 * How long writes of addresses always go first, in ms. After this time, every third write is a write for the
 * announcers. Otherwise, in a burst of thousands, an assigned address would be announced only after all addresses were
 * assigned.
 */
export const patienceMs = 3_000;

/** One object to write, and the events to send after that. */
export interface Want {
  readonly wanted: Wanted;
  readonly urgency: Urgency;
  readonly events: readonly KubernetesEvent[];
}

/** The wait of an object after a failed write. */
export interface Hold {
  /** When the wait ends, by a clock that never goes back. */
  readonly until: number;
  /** The version of the object when the write failed. A new version ends the wait. */
  readonly version: string | undefined;
  readonly failures: number;
  /** True if the last failure was a refusal. */
  readonly isRefused?: boolean;
}

const wireFirst: readonly Urgency[] = ["wire", "address", "account"];

export class WriteOrder {
  readonly #ranks: ReadonlyMap<Urgency, Map<WantedId, Want>> = new Map(urgencies.map((each) => [each, new Map()]));
  readonly #holds = new Map<WantedId, Hold>();
  /** When a low-priority write may be sent: 50 ms after it was first wanted. */
  readonly #rests = new Map<WantedId, number>();
  /**
   * When the patience of each write for the announcers ends: 3 s after it was first wanted. The oldest is first in the
   * map. Once the patience of the oldest has ended, every third turn begins with the writes for the announcers.
   */
  readonly #patience = new Map<WantedId, number>();
  #turn = 0;

  /** Replaces all wants. The waiting times of dropped wants are forgotten. */
  replace(wants: readonly Want[], now: number): void {
    for (const rank of this.#ranks.values()) rank.clear();
    for (const want of wants) {
      const id = wantedId(want.wanted);
      this.#ranks.get(want.urgency)?.set(id, want);
      if (want.urgency === "account" && !this.#rests.has(id)) this.#rests.set(id, now + restMs);
      if (want.urgency === "wire" && !this.#patience.has(id)) this.#patience.set(id, now + patienceMs);
    }
    for (const id of this.#holds.keys()) if (this.get(id) === undefined) this.#holds.delete(id);
    for (const id of this.#rests.keys()) if (this.get(id)?.urgency !== "account") this.#rests.delete(id);
    for (const id of this.#patience.keys()) if (this.get(id)?.urgency !== "wire") this.#patience.delete(id);
  }

  get(id: WantedId): Want | undefined {
    for (const rank of this.#ranks.values()) {
      const want = rank.get(id);
      if (want !== undefined) return want;
    }
    return undefined;
  }

  get size(): number {
    return this.#ranks.values().reduce((sum, rank) => sum + rank.size, 0);
  }

  /** Removes a want that was written, if no newer want has replaced it. */
  done(id: WantedId, want: Want): void {
    if (this.get(id) !== want) return;
    this.#ranks.get(want.urgency)?.delete(id);
    this.#holds.delete(id);
    this.#rests.delete(id);
    this.#patience.delete(id);
  }

  failuresOf(id: WantedId): number {
    return this.#holds.get(id)?.failures ?? 0;
  }

  isRefused(id: WantedId): boolean {
    return this.#holds.get(id)?.isRefused === true;
  }

  hold(id: WantedId, hold: Hold): void {
    this.#holds.set(id, hold);
  }

  release(id: WantedId): void {
    this.#holds.delete(id);
  }

  /**
   * The first want that is neither busy nor waiting. If there is none: when the next waiting want is due; `Infinity` if
   * none waits.
   */
  next(
    now: number,
    isBusy: (id: WantedId) => boolean,
    versionOf: (wanted: Wanted) => string | undefined,
  ): { readonly id: WantedId; readonly want: Want } | { readonly due: number } {
    let due = Infinity;
    for (const urgency of this.#inTurn(now)) {
      for (const [id, want] of this.#ranks.get(urgency) ?? []) {
        if (isBusy(id)) continue;
        const rested = this.#rests.get(id) ?? now;
        if (rested > now) {
          due = Math.min(due, rested);
          continue;
        }
        const hold = this.#holds.get(id);
        if (hold === undefined || hold.until <= now || hold.version !== versionOf(want.wanted)) return { id, want };
        due = Math.min(due, hold.until);
      }
    }
    return { due };
  }

  #inTurn(now: number): readonly Urgency[] {
    const [oldest = Infinity] = this.#patience.values();
    this.#turn = oldest <= now ? (this.#turn + 1) % 3 : 0;
    return this.#turn === 1 ? wireFirst : urgencies;
  }
}
