import type { KindName, Kinds } from "../../../functions/model/kinds.ts";
import type { Listing, Outcome, Selection, Sink, Store, Write } from "../store.ts";
import type { Access } from "./access.ts";
import { Connection } from "./connection.ts";
import { follow } from "./follow.ts";
import { type FollowTiming, timingOf } from "./follow_timing.ts";
import { listAll } from "./list.ts";
import type { SuspicionTiming } from "./suspicion.ts";
import { writeOnce } from "./write.ts";

export interface KubeStoreOptions {
  /** The field manager of all writes. Each component has its own, which must never change. */
  readonly fieldManager: string;
  readonly timing?: Partial<FollowTiming>;
  readonly suspicion?: Partial<SuspicionTiming>;
}

/** The objects of a Kubernetes API server. */
export class KubeStore implements Store {
  readonly #connection: Connection;
  readonly #options: KubeStoreOptions;
  readonly #closing = new AbortController();

  constructor(access: Access, options: KubeStoreOptions) {
    const { fieldManager, suspicion = {} } = options;
    this.#connection = new Connection(access, { userAgent: fieldManager, suspicion });
    this.#options = options;
  }

  async list<Kind extends KindName>(selection: Selection<Kind>, signal?: AbortSignal): Promise<Listing<Kind>> {
    const listed = await listAll(this.#connection, selection, this.#signal(signal));
    switch (listed.outcome) {
      case "listed":
        return { outcome: "listed", objects: listed.objects };
      case "gone":
        return { outcome: "absent", message: listed.message };
      case "unavailable":
      case "expired":
        return { outcome: "unavailable", message: listed.message };
      default:
        return { outcome: "refused", message: listed.message };
    }
  }

  async follow<Kind extends KindName>(
    selection: Selection<Kind>,
    sink: Sink<Kinds[Kind]>,
    signal: AbortSignal,
  ): Promise<void> {
    const timing = timingOf(selection, this.#options.timing);
    await follow({ connection: this.#connection, selection, sink, timing }, this.#signal(signal));
  }

  async write<Kind extends KindName>(write: Write<Kind>, signal?: AbortSignal): Promise<Outcome<Kind>> {
    const { fieldManager } = this.#options;
    return await writeOnce(this.#connection, write, { fieldManager, signal: this.#signal(signal) });
  }

  /** Aborts all requests and closes the connections. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#connection[Symbol.dispose]();
    return Promise.resolve();
  }

  #signal(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#closing.signal : AbortSignal.any([signal, this.#closing.signal]);
  }
}
