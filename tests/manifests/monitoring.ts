/** The queries of the alert rules and of the dashboard, and the metrics in them. */

import { parse } from "yaml";

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export const rulesFile: string = new URL("../../manifests/monitoring/rules.yaml", import.meta.url).pathname;
const dashboardFile = new URL("../../manifests/monitoring/dashboard.json", import.meta.url);

export function alertRules(): AlertRule[] {
  const { groups }: { readonly groups: readonly { readonly rules: AlertRule[] }[] } = parse(
    Deno.readTextFileSync(rulesFile),
  );
  return groups.flatMap(({ rules }) => rules);
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  /** In a grid of 24 columns. */
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
}

export function dashboardPanels(): readonly Panel[] {
  const { panels }: { readonly panels: readonly Panel[] } = JSON.parse(Deno.readTextFileSync(dashboardFile));
  return panels;
}

/** The queries of the panels, with values in place of the dashboard's variables. */
export function dashboardQueries(): { readonly title: string; readonly expr: string }[] {
  return dashboardPanels().flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ title, expr: expr.replaceAll("$__rate_interval", "5m").replaceAll("$job", ".*") }))
  );
}

/** A metric in a query, and the labels by which the query selects. */
export interface Named {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** Finds the metrics in a query by their prefixes, which functions and labels do not have. */
export function namedIn(expr: string): Named[] {
  return [...expr.matchAll(/\b((?:metallb|arpeggio|process)_[a-z0-9_]+)(?:\{([^}]*)\})?/g)].map((match) => ({
    metric: (match[1] ?? "").replace(/_(bucket|sum|count)$/, ""),
    labels: [...(match[2] ?? "").matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)/g)].map(([, label = ""]) => label),
  }));
}

/** The labels that a query groups by. */
export function groupedBy(expr: string): string[] {
  return [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, labels = ""]) => labels.split(/,\s*/));
}
