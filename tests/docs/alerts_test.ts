/** Compares docs/alerts.md with the alert rules. */

import assert from "node:assert/strict";
import { alertRules, namedIn } from "../manifests/monitoring.ts";
import { anchorOf, readPage } from "./markdown.ts";
import { linkOf, rowsIn, wordsIn } from "./markdown_table.ts";

Deno.test("docs/alerts.md has every alert, in the order of the rules and with their values", () => {
  const told = rowsIn(readPage("docs/alerts.md").text).map(([alert = "", severity, after, , metrics = ""]) => ({
    ...linkOf(alert),
    severity,
    after,
    metrics: wordsIn(metrics),
  }));
  const right = alertRules().map(({ alert, labels, for: after = "", expr }) => ({
    text: alert,
    to: `troubleshooting.md#${anchorOf(alert)}`,
    severity: labels["severity"],
    after,
    metrics: [...new Set(namedIn(expr).map(({ metric }) => metric))],
  }));
  assert.deepEqual(told, right);
});

Deno.test("docs/alerts.md describes in words when each alert fires", () => {
  const silent = rowsIn(readPage("docs/alerts.md").text).filter(([, , , when = ""]) => !/^[a-zA-Z].* /.test(when));
  assert.deepEqual(silent, []);
});
