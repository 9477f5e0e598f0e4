/**
 * A store that counts its traffic, for metrics and for the health checks of the watches.
 *
 * @module
 */

import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import { steadyNow } from "../ground/clock.ts";
import { Counts } from "../ground/counts.ts";
import type { Listing, Outcome, Selection, Sink, Store, WatchEnding, Write } from "./store.ts";

/** The state of one followed selection. */
export interface Following {
  readonly kind: KindName;
  isListed: boolean;
  isConnected: boolean;
  /** The last sign of life of its watch, by `steadyNow()`; undefined before the first. */
  aliveAt: number | undefined;
}

export class StoreTally {
  /** The followed selections. An optional selection is among them only once it has been listed. */
  readonly followed: Set<Following> = new Set();
  /** The number of objects in lists and events. */
  heard = 0;
  readonly restarts: Counts<{ readonly kind: KindName; readonly reason: WatchEnding }> = new Counts();
  /** The number of lists after the first, by reason: the watch could not continue, or a new list was due. */
  readonly relists: Counts<{ readonly kind: KindName; readonly reason: "expired" | "silent" | "garbled" | "due" }> =
    new Counts();
  readonly writes: Counts<{ readonly kind: KindName; readonly outcome: Outcome["outcome"] }> = new Counts();
}

export class CountedStore implements Store {
  readonly tally: StoreTally = new StoreTally();
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  list<Kind extends KindName>(selection: Selection<Kind>, signal?: AbortSignal): Promise<Listing<Kind>> {
    return this.#store.list(selection, signal);
  }

  async follow<Kind extends KindName>(
    selection: Selection<Kind>,
    sink: Sink<Kinds[Kind]>,
    signal: AbortSignal,
  ): Promise<void> {
    const following = { kind: selection.kind, isListed: false, isConnected: false, aliveAt: undefined };
    if (selection.isOptional !== true) this.tally.followed.add(following);
    try {
      await this.#store.follow(selection, countedSink(sink, following, this.tally), signal);
    } finally {
      this.tally.followed.delete(following);
    }
  }

  async write<Kind extends KindName>(write: Write<Kind>, signal?: AbortSignal): Promise<Outcome<Kind>> {
    const kind = write.action === "create" ? write.kind : write.target.kind;
    const outcome = await this.#store.write(write, signal);
    this.tally.writes.add({ kind, outcome: outcome.outcome });
    return outcome;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store[Symbol.asyncDispose]();
  }
}

function countedSink<Object>(sink: Sink<Object>, following: Following, tally: StoreTally): Sink<Object> {
  const { kind } = following;
  /** The reason for a new list. */
  let cause: "expired" | "silent" | "garbled" | "due" = "due";
  const alive = (): void => {
    following.aliveAt = steadyNow();
    sink.alive?.();
  };
  return {
    replace: (all, asOf) => {
      tally.heard += all.length;
      if (following.isListed) tally.relists.add({ kind, reason: cause });
      following.isListed = true;
      tally.followed.add(following);
      alive();
      sink.replace(all, asOf);
    },
    restored: () => sink.restored(),
    ...(sink.refused !== undefined && { refused: () => sink.refused?.() }),
    upsert: (object) => {
      tally.heard++;
      sink.upsert(object);
    },
    remove: (key, asOf) => {
      tally.heard++;
      sink.remove(key, asOf);
    },
    connected: (yes) => {
      following.isConnected = yes;
      if (yes) alive();
      sink.connected?.(yes);
    },
    alive,
    watchEnded: (end) => {
      cause = end === "expired" || end === "silent" || end === "garbled" ? end : "due";
      tally.restarts.add({ kind, reason: end });
      sink.watchEnded?.(end);
    },
  };
}
