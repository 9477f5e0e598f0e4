/** Reads the lists of all metrics in tests/fixtures/metrics. */

import { parse } from "yaml";
import type { Exposed, ExposedSample } from "./exposition.ts";

export interface Listed {
  readonly type: "gauge" | "counter" | "histogram";
  readonly labels: readonly string[];
}

export type MetricList = ReadonlyMap<string, Listed>;

/** The metrics of a component. An announcer with BGP has the parts `announcer` and `bgp`. */
export function metricsOf(...parts: readonly ("controller" | "announcer" | "bgp")[]): MetricList {
  return new Map(["both", ...parts].flatMap(listIn));
}

function listIn(file: string): [string, Listed][] {
  const text = Deno.readTextFileSync(new URL(`../../fixtures/metrics/${file}.yaml`, import.meta.url));
  const written: Record<string, { readonly type: Listed["type"]; readonly labels?: string[] }> = parse(text);
  return Object.entries(written).map(([name, { type, labels = [] }]) => [name, { type, labels }]);
}

/**
 * Converts exposed metrics to the form of the list. A metric without samples has no labels, so it gets its labels from
 * the list.
 */
export function asListed({ families }: Exposed, list: MetricList): Record<string, unknown> {
  return Object.fromEntries([...families].map(([name, { type, samples }]) => {
    const labels = new Set(samples.flatMap(labelsOf));
    return [name, { type, labels: samples.length === 0 ? list.get(name)?.labels : [...labels] }];
  }));
}

function labelsOf({ labels }: ExposedSample): string[] {
  return Object.keys(labels).filter((label) => label !== "le");
}

/** The expected complaints of `promtool check metrics`: all are about MetalLB's names, which users' dashboards need. */
export function complaintsAbout({ families }: Exposed): string[] {
  return [...families].flatMap(([name, { type, samples }]) => {
    if (samples.length === 0 || (type === "counter") === name.endsWith("_total")) return [];
    if (type === "counter") return [`${name} counter metrics should have "_total" suffix`];
    return name.endsWith("_total") ? [`${name} non-counter metrics should not have "_total" suffix`] : [];
  }).filter((complaint) => complaint.startsWith("metallb_")).toSorted();
}
