import process from "node:process";
import type { Registry } from "./registry.ts";

/** The resource use of this process, under the standard Prometheus names. */
export function processMetrics(registry: Registry): void {
  registry.gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory of this process",
  }, () => [{ value: Deno.memoryUsage().rss }]);
  registry.gauge({
    name: "process_heap_bytes",
    help: "Used memory in the heap of the JavaScript engine",
  }, () => [{ value: Deno.memoryUsage().heapUsed }]);
  registry.counter({
    name: "process_cpu_seconds_total",
    help: "Processor time, of user and system together",
  }, () => {
    const { user, system } = process.cpuUsage();
    return [{ value: (user + system) / 1e6 }];
  });
  registry.gauge({
    name: "process_start_time_seconds",
    help: "When this process began, in seconds since the epoch",
  }, () => [{ value: performance.timeOrigin / 1000 }]);
}
