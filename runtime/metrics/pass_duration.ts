import { Histogram } from "./histogram.ts";
import type { Registry } from "./registry.ts";

/** The time that a pass takes: how often there is one, and how long it is. */
export function passDuration(registry: Registry): Histogram {
  return new Histogram(registry, {
    name: "arpeggio_pass_duration_seconds",
    help: "How long it took to decide what should be, from the world as it was known",
    bounds: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  });
}
