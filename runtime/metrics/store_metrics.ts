/**
 * What a component hears from the API server and writes to it.
 *
 * @module
 */

import type { Registry } from "./registry.ts";
import type { Following, StoreTally } from "../store/counted_store.ts";
import type { Sample } from "./registry.ts";

/** `isStale`: something of the configuration is left out, or may be older than the cluster's. */
export function storeMetrics(registry: Registry, tally: StoreTally, isStale: () => boolean): void {
  metallbNames(registry, tally, isStale);
  watchMetrics(registry, tally);
  registry.counter({
    name: "arpeggio_writes_total",
    help:
      "Writes to the API server, by what came of them; a conflict means that the object had changed, and is tried again",
  }, () => tally.writes);
}

/** Whether changes of some kind are not heard of at this moment. */
export function isCutOff({ followed }: StoreTally): boolean {
  return followed.values().some(({ isListed, isConnected }) => isListed && !isConnected);
}

function metallbNames(registry: Registry, tally: StoreTally, isStale: () => boolean): void {
  registry.counter({
    name: "metallb_k8s_client_updates_total",
    help: "Objects that the API server has told of",
  }, () => [{ value: tally.heard }]);
  registry.counter({
    name: "metallb_k8s_client_update_errors_total",
    help: "Writes that the API server refused or did not answer",
  }, () => {
    const failed = [...tally.writes].filter(({ labels: { outcome } }) =>
      outcome === "refused" || outcome === "unavailable"
    );
    return [{ value: failed.reduce((sum, { value }) => sum + value, 0) }];
  });
  registry.gauge({
    name: "metallb_k8s_client_config_loaded_bool",
    help: "1 if everything that is followed has been listed once",
  }, () => [{ value: tally.followed.values().every(({ isListed }) => isListed) ? 1 : 0 }]);
  registry.gauge({
    name: "metallb_k8s_client_config_stale_bool",
    help: "1 if an invalid part of the configuration is left out, or changes of it are not heard of",
  }, () => [{ value: isStale() ? 1 : 0 }]);
}

function watchMetrics(registry: Registry, tally: StoreTally): void {
  registry.counter({
    name: "arpeggio_watch_restarts_total",
    help: "Watches that were opened again, by why the one before ended; closed is the ordinary end",
  }, () => tally.restarts);
  registry.counter({
    name: "arpeggio_watch_relists_total",
    help: "Lists after the first: the watch was too far behind (expired), or it was time to look again (due)",
  }, () => tally.relists);
  registry.gauge({
    name: "arpeggio_watch_connected_bool",
    help: "1 if changes of the kind are heard of now",
  }, () => ofKinds(tally, (all) => all.every(({ isConnected }) => isConnected) ? 1 : 0));
  registry.gauge({
    name: "arpeggio_watch_last_sign_timestamp_seconds",
    help:
      "When the last sign of life of the kind's watch came, in seconds since the epoch; without news, about one a minute",
  }, () => ofKinds(tally, (all) => Math.min(...all.map(({ aliveAt = 0 }) => aliveAt)) / 1000));
}

function ofKinds({ followed }: StoreTally, valueOf: (all: readonly Following[]) => number): Sample[] {
  return [...Map.groupBy(followed, ({ kind }) => kind)].map(([kind, all]) => ({
    labels: { kind },
    value: valueOf(all),
  }));
}
