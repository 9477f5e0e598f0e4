/**
 * Metrics of a component's watches and writes at the API server.
 *
 * @module
 */

import { steadyNow } from "../ground/clock.ts";
import type { Registry } from "./registry.ts";
import type { Following, StoreTally } from "../store/counted_store.ts";
import type { Sample } from "./registry.ts";

/** @param isStale true if a part of the configuration is ignored, or may be older than in the cluster */
export function storeMetrics(registry: Registry, tally: StoreTally, isStale: () => boolean): void {
  metallbNames(registry, tally, isStale);
  watchMetrics(registry, tally);
  registry.counter({
    name: "arpeggio_writes_total",
    help:
      "Writes to the API server, by their outcome; a conflict means that the object had changed; the write is repeated",
  }, () => tally.writes);
}

/** True if the watch of some kind is broken now. */
export function isCutOff({ followed }: StoreTally): boolean {
  return followed.values().some(({ isListed, isConnected }) => isListed && !isConnected);
}

function metallbNames(registry: Registry, tally: StoreTally, isStale: () => boolean): void {
  registry.counter({
    name: "metallb_k8s_client_updates_total",
    help: "Objects received from the API server",
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
    help: "1 if every followed kind has been listed once",
  }, () => [{ value: tally.followed.values().every(({ isListed }) => isListed) ? 1 : 0 }]);
  registry.gauge({
    name: "metallb_k8s_client_config_stale_bool",
    help: "1 if an invalid part of the configuration is ignored, or its changes are not received",
  }, () => [{ value: isStale() ? 1 : 0 }]);
}

function watchMetrics(registry: Registry, tally: StoreTally): void {
  registry.counter({
    name: "arpeggio_watch_restarts_total",
    help: "Watches that were opened again, by the reason why the previous watch ended; closed is the ordinary end",
  }, () => tally.restarts);
  registry.counter({
    name: "arpeggio_watch_relists_total",
    help: "Lists after the first, by their cause; due: half an hour has passed, or the API server has gone back",
  }, () => tally.relists);
  registry.gauge({
    name: "arpeggio_watch_connected_bool",
    help: "1 if changes of the kind are received now",
  }, () => ofKinds(tally, (all) => all.every(({ isConnected }) => isConnected) ? 1 : 0));
  registry.gauge({
    name: "arpeggio_watch_last_sign_timestamp_seconds",
    help:
      "The time of the last sign of life of the kind's watch, in seconds since the epoch; a bookmark comes once a minute",
  }, () => ofKinds(tally, (all) => wallSeconds(Math.min(...all.map(({ aliveAt = -Infinity }) => aliveAt)))));
}

/** The time in seconds since the epoch, by the system's clock: Prometheus compares with such a clock. 0: never. */
function wallSeconds(at: number): number {
  return at === -Infinity ? 0 : (Date.now() - (steadyNow() - at)) / 1000;
}

function ofKinds({ followed }: StoreTally, valueOf: (all: readonly Following[]) => number): Sample[] {
  return [...Map.groupBy(followed, ({ kind }) => kind)].map(([kind, all]) => ({
    labels: { kind },
    value: valueOf(all),
  }));
}
