/**
 * A store, with what comes and goes through it counted: for metrics, and to tell whether this process is up to date.
 *
 * @module
 */

import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import { Counts } from "../counts.ts";
import type { Listing, Outcome, Selection, Sink, Store, WatchEnding, Write } from "./store.ts";

/** One selection that is being followed, and how that goes. */
export interface Following {
  readonly kind: KindName;
  isListed: boolean;
  isConnected: boolean;
  /** When the last sign of life came, in milliseconds since the epoch; undefined before the first. */
  aliveAt: number | undefined;
}

export class StoreTally {
  readonly followed: Set<Following> = new Set();
  /** Objects that were told of, by lists and watches. */
  heard = 0;
  readonly restarts: Counts<{ readonly kind: KindName; readonly reason: WatchEnding }> = new Counts();
  /** Lists after the first: the watch could not go on from where it was, or it was time to look again. */
  readonly relists: Counts<{ readonly kind: KindName; readonly reason: "expired" | "due" }> = new Counts();
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
    this.tally.followed.add(following);
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
  let ended: WatchEnding | undefined;
  const alive = (): void => {
    following.aliveAt = Date.now();
    sink.alive?.();
  };
  return {
    replace: (all, asOf) => {
      tally.heard += all.length;
      if (following.isListed) tally.relists.add({ kind, reason: ended === "expired" ? "expired" : "due" });
      following.isListed = true;
      alive();
      sink.replace(all, asOf);
    },
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
      ended = end;
      tally.restarts.add({ kind, reason: end });
      sink.watchEnded?.(end);
    },
  };
}
