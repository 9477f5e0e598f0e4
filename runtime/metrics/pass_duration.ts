import { Histogram } from "./histogram.ts";
import type { Registry } from "./registry.ts";

/** The number and the duration of passes. */
export function passDuration(registry: Registry): Histogram {
  return new Histogram(registry, {
    name: "arpeggio_pass_duration_seconds",
    help: "The duration of a pass: all decisions on the observed world",
    bounds: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  });
}
