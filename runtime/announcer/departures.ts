/**
 * VirtualIPs that have left an announcer's watch. The watch reports DELETED in two cases: the VirtualIP was deleted, or
 * it has lost its label for the node. So the announcer reads the VirtualIP again, and keeps the last known version
 * until then.
 *
 * Why: docs/adr/0028-only-what-concerns-a-node.md
 *
 * @module
 */

import type { VirtualIP } from "../../functions/model/crds.ts";
import type { ObjectKey } from "../../functions/model/kubernetes.ts";
import { pause } from "../ground/pause.ts";
import { backoffMs } from "../store/backoff.ts";
import type { Store } from "../store/store.ts";

export interface DeparturesOptions {
  readonly store: Store;
  /** Called with the current version of a VirtualIP that still exists, but has no label for this node. */
  readonly left: (virtualIP: VirtualIP) => void;
  readonly deleted: (key: ObjectKey) => void;
}

export class Departures {
  readonly #options: DeparturesOptions;
  /** The VirtualIPs to read, in this order. */
  readonly #waiting = new Set<ObjectKey>();
  #isAsking = false;

  constructor(options: DeparturesOptions) {
    this.#options = options;
  }

  has(key: ObjectKey): boolean {
    return this.#waiting.has(key);
  }

  add(key: ObjectKey, signal: AbortSignal): void {
    this.#waiting.add(key);
    if (!this.#isAsking) void this.#ask(signal);
  }

  /** Called when the VirtualIP is in the watch again. */
  forget(key: ObjectKey): void {
    this.#waiting.delete(key);
  }

  async #ask(signal: AbortSignal): Promise<void> {
    this.#isAsking = true;
    let failures = 0;
    for (let [key] = this.#waiting; key !== undefined && !signal.aborted; [key] = this.#waiting) {
      const { store, left, deleted } = this.#options;
      const listing = await store.list({ kind: "VirtualIP", fields: { "metadata.name": key } }, signal);
      if (listing.outcome !== "listed") {
        await pause(backoffMs(failures++, { firstMs: 100, mostMs: 5_000 }), signal);
        continue;
      }
      failures = 0;
      if (!this.#waiting.delete(key)) continue;
      const [virtualIP] = listing.objects;
      if (virtualIP === undefined) deleted(key);
      else left(virtualIP);
    }
    this.#isAsking = false;
  }
}
