import process from "node:process";
import type { Registry } from "./registry.ts";

/** What this process costs, under the names that all clients use. */
export function processMetrics(registry: Registry): void {
  registry.gauge({
    name: "process_resident_memory_bytes",
    help: "Memory of this process, as the kernel counts it",
  }, () => [{ value: Deno.memoryUsage().rss }]);
  registry.gauge({
    name: "process_heap_bytes",
    help: "Memory that the program's own data takes",
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
