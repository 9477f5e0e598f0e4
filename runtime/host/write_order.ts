/**
 * Which of the wanted objects is written next. Pure data, no clock: the present comes in.
 *
 * @module
 */

import type { KubernetesEvent } from "../../functions/model/kubernetes.ts";
import { urgencies, type Urgency } from "./urgency.ts";
import { type Wanted, type WantedId, wantedId } from "./wanted.ts";

/**
 * How long that rests for which nobody waits, so that it does not keep the API server from what is urgent, and that a burst
 * of changes to one object costs one write.
 */
export const restMs = 50;

/**
 * How long addresses come first. In a burst of thousands an address that users see would else wait for all others before it is
 * announced: what the announcers have waited for so long gets every third turn.
 */
export const patienceMs = 3_000;

/** One object to be written, and what is to be told when it is. */
export interface Want {
  readonly wanted: Wanted;
  readonly urgency: Urgency;
  readonly events: readonly KubernetesEvent[];
}

/** A wanted object that has to wait. */
export interface Hold {
  /** On a clock that never goes back. */
  readonly until: number;
  /** The version at which the write failed: with another one the wait is over. */
  readonly version: string | undefined;
  readonly failures: number;
}

const wireFirst: readonly Urgency[] = ["wire", "address", "account"];

export class WriteOrder {
  readonly #ranks: ReadonlyMap<Urgency, Map<WantedId, Want>> = new Map(urgencies.map((each) => [each, new Map()]));
  readonly #holds = new Map<WantedId, Hold>();
  /** Until when that rests which is not urgent, since it was first wanted. */
  readonly #rests = new Map<WantedId, number>();
  /** Until when the announcers are patient, since they first waited for it; oldest first. */
  readonly #patience = new Map<WantedId, number>();
  #turn = 0;

  /** What is wanted now. What was wanted before, and is no more, is forgotten; so is how long it had to wait. */
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

  /** It is done, unless something else is wanted of that object by now. */
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

  hold(id: WantedId, hold: Hold): void {
    this.#holds.set(id, hold);
  }

  release(id: WantedId): void {
    this.#holds.delete(id);
  }

  /**
   * The first that is not busy and need not wait; else when the first of those that wait is due, `Infinity` if none does.
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
