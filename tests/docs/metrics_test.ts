import assert from "node:assert/strict";
import { metricsOf } from "../runtime/metrics/metric_list.ts";
import { readPage } from "./markdown.ts";

Deno.test("docs/metrics.md has every metric with its labels", () => {
  const rows = readPage("docs/metrics.md").text.split("\n").filter((line) => line.startsWith("| `"));
  const told = rows.flatMap((row) => {
    const [, names = "", labels = ""] = row.split("|");
    return wordsIn(names).map((name) => [name, wordsIn(labels)] as const);
  });
  const list = metricsOf("controller", "announcer", "bgp");
  const want = [...list].map(([name, { labels }]) => [name, labels] as const);
  assert.deepEqual(Object.fromEntries(told), Object.fromEntries(want));
});

function wordsIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word);
}
