import { parse, stringify } from "yaml";

const head = "# Made by `deno task generate` from manifests/monitoring/rules.yaml: edit that file, not this one.\n";

/** The alert rules, as an object for the Prometheus operator. */
export function prometheusRuleText(rules: string): string {
  const metadata = {
    name: "arpeggio",
    namespace: "metallb-system",
    labels: { "app.kubernetes.io/part-of": "arpeggio" },
  };
  const rule = { apiVersion: "monitoring.coreos.com/v1", kind: "PrometheusRule", metadata, spec: parse(rules) };
  return head + stringify(rule, { lineWidth: 0 });
}
