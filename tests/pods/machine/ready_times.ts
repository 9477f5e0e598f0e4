/**
 * Measures the time of announcers' Pods from their creation until they are Ready, over all tests.
 *
 * @module
 */

import type { ApiClient } from "../../cluster/machine/api_client.ts";
import type { PodCluster } from "./pod_cluster.ts";
import { isReady, type PodObject, podsOf } from "./announcers.ts";

/** Longer than all tests. */
const timeoutMs = 3_600_000;

/** After an error of the API server, the watch begins again. */
const againMs = 500;

export class ReadyTimes {
  readonly #created = new Map<string, number>();
  readonly #times = new Map<string, number>();
  #isOver = false;

  /** Watches the Pods until `end` is called. */
  constructor({ cluster: { api } }: PodCluster) {
    this.#watch(api);
  }

  /** Ends the watch. */
  end(): void {
    this.#isOver = true;
  }

  async #watch(api: ApiClient): Promise<void> {
    while (!this.#isOver) {
      await api.until<PodObject>(podsOf("announcer"), (pods) => this.#see(pods), { timeoutMs }).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
  }

  /**
   * The times in seconds, by the clock of this test, shortest first. Leaves out Pods with FRR, and Pods that a broken
   * watch has missed.
   */
  get seconds(): readonly number[] {
    return [...this.#times.values()].map((ms) => ms / 1000).toSorted((one, other) => one - other);
  }

  #see(pods: readonly PodObject[]): boolean {
    const now = performance.now();
    for (const pod of pods) {
      const { metadata: { uid = "" }, status: { containerStatuses = [] } = {} } = pod;
      const created = this.#created.get(uid);
      if (created === undefined && !isReady(pod)) this.#created.set(uid, now);
      else if (created !== undefined && isReady(pod) && containerStatuses.length === 1 && !this.#times.has(uid)) {
        this.#times.set(uid, now - created);
      }
    }
    return this.#isOver;
  }
}
