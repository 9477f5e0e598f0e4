import { Histogram, type Registry } from "prom-client";

/** The time that a pass takes: how often there is one, and how long it is. */
export function passDuration(registry: Registry): Histogram {
  return new Histogram({
    name: "arpeggio_pass_duration_seconds",
    help: "How long it took to decide what should be, from the world as it was known",
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
}
