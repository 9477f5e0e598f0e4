import assert from "node:assert/strict";
import { Histogram } from "../../../runtime/metrics/histogram.ts";
import { Registry } from "../../../runtime/metrics/registry.ts";
import { haveCommands } from "../../cluster/machine/commands.ts";
import { promtool } from "../../cluster/machine/promtool.ts";
import { readExposition } from "./exposition.ts";

const havePromtool = await haveCommands("promtool");

function textOf(registry: Registry): Promise<string> {
  return new Response(registry.text()).text();
}

Deno.test("text() returns a head for each metric, and the current values", async () => {
  const registry = new Registry();
  let value = 1;
  registry.counter({ name: "asked_total", help: "How often" }, () => [{ value }]);
  registry.gauge({ name: "size", help: "How large" }, () => [{ labels: { pool: 'a"\\\nb', kind: "x" }, value: 0.5 }]);
  registry.gauge({ name: "nothing", help: "Of which there is none" }, () => []);
  value = 9_007_199_254_740_991;
  assert.equal(
    await textOf(registry),
    [
      "# HELP asked_total How often",
      "# TYPE asked_total counter",
      "asked_total 9007199254740991",
      "# HELP size How large",
      "# TYPE size gauge",
      'size{pool="a\\"\\\\\\nb",kind="x"} 0.5',
      "# HELP nothing Of which there is none",
      "# TYPE nothing gauge",
      "",
    ].join("\n"),
  );
});

Deno.test("a histogram counts each time in every bucket whose limit is not smaller", async () => {
  const registry = new Registry();
  const histogram = new Histogram(
    registry,
    { name: "took_seconds", help: "How long", bounds: [0.1, 1] },
    [{ cause: "node" }, { cause: "announcer" }],
  );
  for (const seconds of [0.1, 0.25, 2]) histogram.observe(seconds, { cause: "node" });
  const samples = (await textOf(registry)).split("\n").filter((line) => line.includes('"node"'));
  assert.deepEqual(samples, [
    'took_seconds_bucket{cause="node",le="0.1"} 1',
    'took_seconds_bucket{cause="node",le="1"} 2',
    'took_seconds_bucket{cause="node",le="+Inf"} 3',
    'took_seconds_sum{cause="node"} 2.35',
    'took_seconds_count{cause="node"} 3',
  ]);
});

Deno.test({
  name: "promtool reads thousands of samples, whatever their labels",
  ignore: !havePromtool,
  async fn(): Promise<void> {
    const registry = new Registry();
    const names = ["", "\\", '"', "\n", "ä€😀", "}", "a=b,c"].map((text) => text.repeat(200));
    registry.gauge(
      { name: "size", help: "Ein Maß für {alles}" },
      () =>
        Array.from({ length: 5_000 }, (_, index) => ({
          labels: { index: String(index), text: names[index % names.length] ?? "" },
          value: index,
        })),
    );
    new Histogram(registry, { name: "took_seconds", help: "How long", bounds: [0.1, 1] });
    const text = await textOf(registry);
    assert.equal(readExposition(text).families.get("size")?.samples.length, 5_000);
    assert.deepEqual(await promtool(["check", "metrics"], text), []);
  },
});
