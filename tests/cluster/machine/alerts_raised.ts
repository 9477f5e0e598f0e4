/** Finds the alerts that metrics raise. `promtool test rules` evaluates the alert rules as Prometheus does. */

import { stringify } from "yaml";
import { alertRules, namedIn, rulesFile } from "../../manifests/monitoring.ts";

/** The metrics of one component, in the text format of Prometheus. */
export interface Scrape {
  readonly instance: string;
  readonly text: string;
}

/**
 * The alerts that fire if these metrics do not change for 15 minutes. The rate of a counter that does not change is 0.
 */
export async function alertsRaised(scrapes: readonly Scrape[]): Promise<readonly string[]> {
  const firing = 'count by (alertname) (ALERTS{alertstate="firing"})';
  const test = {
    rule_files: [rulesFile],
    evaluation_interval: "1m",
    tests: [{
      interval: "1m",
      input_series: scrapes.flatMap(seriesOf),
      promql_expr_test: [{ expr: firing, eval_time: "15m", exp_samples: [] }],
    }],
  };
  const file = await Deno.makeTempFile({ suffix: ".yaml" });
  try {
    await Deno.writeTextFile(file, stringify(test));
    const process = new Deno.Command("promtool", { args: ["test", "rules", file] });
    const { code, stdout, stderr } = await process.output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    if (code === 0) return [];
    // The test expects no alert, so promtool prints each alert that fires.
    const got = said.slice(said.indexOf("got:"));
    const names = [...got.matchAll(/alertname="(\w+)"/g)].map(([, name = ""]) => name);
    if (names.length === 0) throw new Error(`Cannot evaluate the alert rules: ${said}`);
    return names.sort();
  } finally {
    await Deno.remove(file);
  }
}

/** The samples of all metrics that the alert rules use, as input for `promtool test rules`. */
function seriesOf({ instance, text }: Scrape): readonly { readonly series: string; readonly values: string }[] {
  return text.split("\n").flatMap((line) => {
    const [, name = "", labels = "", value = ""] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (!named.has(name.replace(/_(bucket|sum|count)$/, "")) || !Number.isFinite(Number(value))) return [];
    const all = [`instance="${instance}"`, ...labels === "" ? [] : [labels]].join(",");
    return [{ series: `${name}{${all}}`, values: `${value}x20` }];
  });
}

const named = new Set(alertRules().flatMap(({ expr }) => namedIn(expr)).map(({ metric }) => metric));
