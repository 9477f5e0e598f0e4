/**
 * A store with only the ConfigMap of the history, whose writes can fail.
 *
 * @module
 */

import { patchedPages } from "../../../functions/model/history/book.ts";
import type { KindName, Kinds } from "../../../functions/model/kinds.ts";
import type { ConfigMap } from "../../../functions/model/kubernetes.ts";
import type { Listing, Outcome, Store, Write } from "../../../runtime/store/store.ts";

/** The result of each write. The answer to a write that took effect may be lost. */
export type Mood = "works" | "refuses" | "is away" | "loses its answer";

export class OneConfigMap implements Store {
  mood: Mood = "works";
  configMap: ConfigMap | undefined;
  /** The time of each write by `performance.now()`, and its size as JSON. */
  readonly writes: { readonly at: number; readonly bytes: number }[] = [];

  list<Kind extends KindName>(): Promise<Listing<Kind>> {
    const objects = (this.configMap === undefined ? [] : [this.configMap]) as unknown as Kinds[Kind][];
    return Promise.resolve({ outcome: "listed", objects });
  }

  follow(): Promise<void> {
    return Promise.resolve();
  }

  write<Kind extends KindName>(write: Write<Kind>): Promise<Outcome<Kind>> {
    this.writes.push({ at: performance.now(), bytes: JSON.stringify(write).length });
    if (this.mood === "refuses") return Promise.resolve({ outcome: "refused", message: "forbidden" });
    if (this.mood === "is away") return Promise.resolve({ outcome: "unavailable", message: "no connection" });
    const written = this.#written(write);
    if (written === undefined) return Promise.resolve({ outcome: "gone", message: "not found" });
    this.configMap = written;
    if (this.mood === "loses its answer") return Promise.resolve({ outcome: "unavailable", message: "no answer" });
    return Promise.resolve({ outcome: "written", object: written as unknown as Kinds[Kind] });
  }

  /** The ConfigMap after the write; undefined: there is none to patch. */
  #written(write: Write): ConfigMap | undefined {
    if (write.action === "create") return write.object as ConfigMap;
    if (write.action !== "patch" || this.configMap === undefined) return undefined;
    const data = write.patch["data"] as Readonly<Record<string, string | null>>;
    return { ...this.configMap, data: patchedPages(this.configMap.data ?? {}, data) };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}
