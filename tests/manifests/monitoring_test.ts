import assert from "node:assert/strict";
import { stringify } from "yaml";
import { haveCommands } from "../cluster/machine/commands.ts";
import { fixture } from "../cluster/machine/fixtures.ts";
import { promtool } from "../cluster/machine/promtool.ts";
import { metricsOf } from "../runtime/metrics/metric_list.ts";
import { alertRules, dashboardPanels, dashboardQueries, groupedBy, namedIn, rulesFile } from "./monitoring.ts";

const ignore = !await haveCommands("promtool");
const list = metricsOf("controller", "announcer", "bgp");
/** Labels that Prometheus itself adds, and the label of a histogram's buckets. */
const addedLabels = ["job", "instance", "le"];

const queries = [
  ...alertRules().map(({ alert, expr }) => ({ name: `alert ${alert}`, expr })),
  ...dashboardQueries().map(({ title, expr }, index) => ({ name: `panel ${title}, query ${index}`, expr })),
];

Deno.test.each(queries)("$name names metrics and labels that exist", ({ expr }) => {
  const named = namedIn(expr);
  assert(named.length > 0, expr);
  for (const { metric, labels } of named) {
    const listed = list.get(metric);
    assert(listed !== undefined, `${metric} is not a metric of Arpeggio`);
    const known = [...listed.labels, ...addedLabels];
    assert.deepEqual([...labels, ...groupedBy(expr)].filter((label) => !known.includes(label)), [], expr);
  }
});

Deno.test("the panels of the dashboard have numbers of their own, do not overlap, and say what they show", () => {
  const panels = dashboardPanels();
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  const cells = panels.flatMap(({ title, gridPos: { x, y, w, h } }) => {
    assert(x >= 0 && x + w <= 24, title);
    return Array.from({ length: w * h }, (_, index) => `${x + index % w},${y + Math.floor(index / w)}`);
  });
  assert.equal(new Set(cells).size, cells.length);
  for (const { title, type, description = "", targets = [] } of panels) {
    assert.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length, title);
    assert(type === "row" ? targets.length === 0 : targets.length > 0 && description !== "", title);
  }
});

Deno.test({
  name: "promtool understands the rules and the dashboard's queries",
  ignore,
  async fn(): Promise<void> {
    await promtool(["check", "rules", rulesFile], "");
    const rules = dashboardQueries().map(({ expr }, index) => ({ record: `query_${index}`, expr }));
    const file = await Deno.makeTempFile({ suffix: ".yaml" });
    try {
      await Deno.writeTextFile(file, stringify({ groups: [{ name: "dashboard", rules }] }));
      await promtool(["check", "rules", file], "");
    } finally {
      await Deno.remove(file);
    }
  },
});

Deno.test({
  name: "every alert fires exactly when it should",
  ignore,
  async fn(): Promise<void> {
    const file = fixture("monitoring/alerts.yaml");
    await promtool(["test", "rules", file], "");
    const raised = [...(await Deno.readTextFile(file)).matchAll(/alertname="(Arpeggio\w+)"/g)].map(([, name]) => name);
    assert.deepEqual(alertRules().map(({ alert }) => alert).filter((alert) => !raised.includes(alert)), []);
  },
});
