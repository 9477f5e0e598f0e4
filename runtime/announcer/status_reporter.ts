/**
 * Writes what this node announces into the status of VirtualIPs: the newest for each, a few at a time, until it is written.
 *
 * @module
 */

import type { VirtualIP } from "../../functions/model/crds.ts";
import { logger } from "../log.ts";
import { pause } from "../store/backoff.ts";
import type { Store } from "../store/store.ts";

const log = logger("status");

/** Writes under way: each may cost a connection. */
const parallel = 8;
const retryMs = 1_000;

export class StatusReporter {
  readonly #store: Store;
  readonly #signal: AbortSignal;
  readonly #restMs: number;
  /** What is to be written, in the order in which it was first asked for. */
  readonly #wanted = new Map<string, VirtualIP>();
  /** The last that was asked for, by the metadata of the version that it was asked against: forgotten with it. */
  readonly #asked = new WeakMap<VirtualIP["metadata"], string>();
  readonly #writing = new Map<string, Promise<void>>();

  /** @param restMs after each write, so that hundreds leave this process and the API server time for what is urgent */
  constructor(store: Store, signal: AbortSignal, restMs: number = 0) {
    this.#store = store;
    this.#signal = signal;
    this.#restMs = restMs;
  }

  /** Asks for a status to be written. To ask again before the plan has shown it costs nothing. */
  report(virtualIP: VirtualIP): void {
    const { metadata, status } = virtualIP;
    const asked = JSON.stringify(status);
    if (this.#asked.get(metadata) === asked) return;
    this.#asked.set(metadata, asked);
    this.#wanted.set(metadata.name, virtualIP);
    this.#start();
  }

  /** Resolves when no write is under way. */
  async settled(): Promise<void> {
    while (this.#writing.size > 0) await Promise.all(this.#writing.values());
  }

  #start(): void {
    for (const [name, virtualIP] of this.#wanted) {
      if (this.#writing.size >= parallel || this.#signal.aborted) return;
      if (this.#writing.has(name)) continue;
      this.#wanted.delete(name);
      const writing = this.#writeAndRest(name, virtualIP).finally(() => {
        this.#writing.delete(name);
        this.#start();
      });
      this.#writing.set(name, writing);
    }
  }

  async #writeAndRest(name: string, virtualIP: VirtualIP): Promise<void> {
    await this.#write(name, virtualIP);
    if (this.#restMs > 0) await pause(this.#restMs, this.#signal);
  }

  /** One that fails is wanted again, unless a newer one is by then. */
  async #write(name: string, virtualIP: VirtualIP): Promise<void> {
    const target = { kind: "VirtualIP", name } as const;
    const patch = { status: statusPatch(virtualIP) };
    const outcome = await this.#store.write({ action: "patchStatus", target, patch }, this.#signal);
    if (outcome.outcome === "written" || outcome.outcome === "gone" || this.#signal.aborted) return;
    log.warn("Cannot write the status of {name}: {message}", { name, message: outcome.message });
    if (!this.#wanted.has(name)) this.#wanted.set(name, virtualIP);
    await pause(retryMs, this.#signal);
  }
}

/** A merge patch that also takes away what is no longer so. */
function statusPatch({ status }: VirtualIP): Readonly<Record<string, unknown>> {
  const { node = null, interfaces = null, revision = null, since = null, silentSince = null, conditions = null } =
    status ?? {};
  return { node, interfaces, revision, since, silentSince, conditions };
}
