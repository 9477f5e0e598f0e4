/**
 * Writes what this node announces into the status of VirtualIPs: the newest for each, many at a time, until it is written.
 *
 * @module
 */

import type { VirtualIP } from "../../functions/model/crds.ts";
import { logger } from "../log.ts";
import type { Outcome, Store } from "../store/store.ts";

const log = logger("status");

const firstRetryMs = 200;
const longestRetryMs = 10_000;

export class StatusReporter {
  readonly #store: Store;
  readonly #signal: AbortSignal;
  readonly #wanted = new Map<string, VirtualIP>();
  /** The last that was asked for, with the version of the object that it was asked against. */
  readonly #asked = new Map<string, string>();
  readonly #writing = new Set<Promise<void>>();

  constructor(store: Store, signal: AbortSignal) {
    this.#store = store;
    this.#signal = signal;
  }

  /** Asks for a status to be written. To ask again before the plan has shown it costs nothing. */
  report(virtualIP: VirtualIP): void {
    const { name, resourceVersion } = virtualIP.metadata;
    const asked = `${resourceVersion} ${JSON.stringify(virtualIP.status)}`;
    if (this.#asked.get(name) === asked) return;
    this.#asked.set(name, asked);
    const underWay = this.#wanted.has(name);
    this.#wanted.set(name, virtualIP);
    if (underWay) return;
    const writing = this.#write(name);
    this.#writing.add(writing);
    void writing.finally(() => this.#writing.delete(writing));
  }

  /** Resolves when no write is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#writing);
  }

  async #write(name: string): Promise<void> {
    for (let retryMs = firstRetryMs; !this.#signal.aborted; retryMs = Math.min(2 * retryMs, longestRetryMs)) {
      const virtualIP = this.#wanted.get(name);
      if (virtualIP === undefined) return;
      const outcome = await this.#store.write({
        action: "patchStatus",
        target: { kind: "VirtualIP", name },
        patch: { status: statusPatch(virtualIP) },
      }, this.#signal);
      const done = outcome.outcome === "written" || outcome.outcome === "gone";
      if (done && this.#wanted.get(name) === virtualIP) {
        this.#wanted.delete(name);
        return;
      }
      if (!done) await this.#pause(outcome, name, retryMs);
    }
  }

  async #pause(outcome: Exclude<Outcome, { outcome: "written" }>, name: string, ms: number): Promise<void> {
    log.warn("Cannot write the status of {name}: {message}", { name, message: outcome.message });
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
    clearTimeout(timer);
  }
}

/** A merge patch that also takes away what is no longer so. */
function statusPatch({ status }: VirtualIP): Readonly<Record<string, unknown>> {
  const { node = null, interfaces = null, revision = null, since = null, conditions = null } = status ?? {};
  return { node, interfaces, revision, since, conditions };
}
