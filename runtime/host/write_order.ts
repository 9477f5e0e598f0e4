/**
 * Which of the wanted objects is written next. Pure data, no clock: the present comes in.
 *
 * @module
 */

import type { KubernetesEvent } from "../../functions/model/kubernetes.ts";
import { type Wanted, type WantedId, wantedId } from "./wanted.ts";

/** One object to be written, and what is to be told when it is. */
export interface Want {
  readonly wanted: Wanted;
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

/** An address first, then who announces it, then what is told of it. */
function rankOf({ what, kind }: Wanted): number {
  if (what === "status" && kind === "Service") return 0;
  return kind === "VirtualIP" ? 1 : 2;
}

export class WriteOrder {
  readonly #ranks: readonly Map<WantedId, Want>[] = [new Map(), new Map(), new Map()];
  readonly #holds = new Map<WantedId, Hold>();

  /** What is wanted now. What was wanted before, and is no more, is forgotten; so is how long it had to wait. */
  replace(wants: readonly Want[]): void {
    for (const rank of this.#ranks) rank.clear();
    for (const want of wants) this.#ranks[rankOf(want.wanted)]?.set(wantedId(want.wanted), want);
    for (const id of this.#holds.keys()) if (this.get(id) === undefined) this.#holds.delete(id);
  }

  get(id: WantedId): Want | undefined {
    for (const rank of this.#ranks) {
      const want = rank.get(id);
      if (want !== undefined) return want;
    }
    return undefined;
  }

  get size(): number {
    return this.#ranks.reduce((sum, rank) => sum + rank.size, 0);
  }

  /** It is done, unless something else is wanted of that object by now. */
  done(id: WantedId, want: Want): void {
    if (this.get(id) !== want) return;
    for (const rank of this.#ranks) rank.delete(id);
    this.#holds.delete(id);
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
    for (const rank of this.#ranks) {
      for (const [id, want] of rank) {
        if (isBusy(id)) continue;
        const hold = this.#holds.get(id);
        if (hold === undefined || hold.until <= now || hold.version !== versionOf(want.wanted)) return { id, want };
        due = Math.min(due, hold.until);
      }
    }
    return { due };
  }
}
