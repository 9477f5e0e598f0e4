/**
 * Measures the time of announcers' Pods from their creation until they are Ready, over all tests.
 *
 * @module
 */

import type { PodCluster } from "./pod_cluster.ts";
import { isReady, type PodObject, podsOf } from "./announcers.ts";

/** Longer than all tests. */
const timeoutMs = 3_600_000;

export class ReadyTimes {
  readonly #created = new Map<string, number>();
  readonly #times = new Map<string, number>();

  /** Watches the Pods until the cluster ends. */
  constructor({ cluster: { api } }: PodCluster) {
    api.until<PodObject>(podsOf("announcer"), (pods) => this.#see(pods), { timeoutMs }).catch(() => undefined);
  }

  /** In seconds, by the clock of this test, shortest first. Pods with FRR are left out. */
  get seconds(): readonly number[] {
    return [...this.#times.values()].map((ms) => ms / 1000).toSorted((one, other) => one - other);
  }

  #see(pods: readonly PodObject[]): boolean {
    const now = performance.now();
    for (const pod of pods) {
      const { metadata: { uid = "" }, status: { containerStatuses = [] } = {} } = pod;
      const created = this.#created.get(uid);
      if (created === undefined) this.#created.set(uid, now);
      else if (isReady(pod) && containerStatuses.length === 1 && !this.#times.has(uid)) {
        this.#times.set(uid, now - created);
      }
    }
    return false;
  }
}
