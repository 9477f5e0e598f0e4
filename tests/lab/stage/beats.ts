import type { LabNode } from "../../../runtime/lab/stage/lab_node.ts";

export const servingMetrics = ["--metrics", "127.0.0.1:9120"] as const;

/** The text of a node's metrics. The announcer must serve them at 127.0.0.1:9120. */
export async function metricsOf({ host }: LabNode): Promise<string> {
  return await host.run("curl", ["--silent", "--fail", "http://127.0.0.1:9120/metrics"]);
}

/** The number of heartbeats that the announcer has dropped, for any reason. */
export async function droppedBeats(node: LabNode): Promise<number> {
  const lines = (await metricsOf(node)).matchAll(/^arpeggio_heartbeats_dropped_total\{[^}]*\} (\d+)/gm);
  return Array.from(lines, ([, count]) => Number(count)).reduce((sum, count) => sum + count, 0);
}
