/**
 * Writes the status of the VirtualIPs that this node announces. A few writes run in parallel. A failed write is
 * repeated, with the newest status.
 *
 * @module
 */

import { pause } from "../ground/pause.ts";
import type { VirtualIP, VirtualIPStatus } from "../../functions/model/crds.ts";
import { logger, warnRarely } from "../ground/log.ts";
import { retryAfterMs, type Store } from "../store/store.ts";

const log = logger("status");

/** The number of writes in parallel: each may need a connection. */
const parallel = 8;
const retryMs = 1_000;

export class StatusReporter {
  readonly #store: Store;
  readonly #signal: AbortSignal;
  readonly #restMs: number;
  /** The statuses to write, in the order of the first request. */
  readonly #wanted = new Map<string, VirtualIP>();
  /**
   * For each version of a VirtualIP, by its metadata object: the status that was requested last. In a WeakMap, the
   * entry disappears with the version.
   */
  readonly #asked = new WeakMap<VirtualIP["metadata"], string>();
  readonly #writing = new Map<string, Promise<void>>();
  /** The number of failed writes in a row, over all VirtualIPs. */
  #failures = 0;

  /**
   * @param restMs the pause after each write, so that hundreds of writes leave time for urgent work here and in the API
   * server
   */
  constructor(store: Store, signal: AbortSignal, restMs: number = 0) {
    this.#store = store;
    this.#signal = signal;
    this.#restMs = restMs;
  }

  /**
   * Requests the write of a status. A repeated request for the same status is ignored until the next version of the
   * VirtualIP arrives.
   */
  report(virtualIP: VirtualIP): void {
    const { metadata, status } = virtualIP;
    const asked = JSON.stringify(status);
    if (this.#asked.get(metadata) === asked) return;
    this.#asked.set(metadata, asked);
    this.#wanted.set(metadata.name, virtualIP);
    this.#start();
  }

  /** Resolves when no write is running. */
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

  /** Writes a status. After a failure it is queued again, if no newer status is queued. */
  async #write(name: string, virtualIP: VirtualIP): Promise<void> {
    const target = { kind: "VirtualIP", name } as const;
    const patch = { status: statusPatch(virtualIP) };
    const outcome = await this.#store.write({ action: "patchStatus", target, patch }, this.#signal);
    if (this.#signal.aborted) return;
    if (outcome.outcome === "written" || outcome.outcome === "gone") {
      this.#failures = 0;
      return;
    }
    const { message } = outcome;
    warnRarely(log, "Cannot write the status of {name}: {message}", { name, message, failures: ++this.#failures });
    if (!this.#wanted.has(name)) this.#wanted.set(name, virtualIP);
    await pause(Math.max(retryMs, retryAfterMs(outcome)), this.#signal);
  }
}

/** A patch that removes each field of a status. The type requires every field, so none can be forgotten. */
const nothing: Readonly<Record<keyof VirtualIPStatus, null>> = {
  node: null,
  interfaces: null,
  revision: null,
  since: null,
  silentSince: null,
  takenFrom: null,
  takenFromLease: null,
  hosts: null,
  conditions: null,
};

/** A merge patch that also removes fields that no longer apply. */
function statusPatch({ status }: VirtualIP): Readonly<Record<string, unknown>> {
  return { ...nothing, ...status };
}
