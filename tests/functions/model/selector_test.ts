import assert from "node:assert/strict";
import type { LabelSelector } from "../../../functions/model/kubernetes.ts";
import { matches, matchesAny } from "../../../functions/model/selector.ts";

const labels = { app: "web", tier: "front" };
function expression(key: string, operator: string, values?: string[]): LabelSelector {
  return { matchExpressions: [{ key, operator, ...(values === undefined ? {} : { values }) }] };
}

const table: readonly { name: string; selector: LabelSelector; expected: boolean }[] = [
  { name: "empty", selector: {}, expected: true },
  { name: "label", selector: { matchLabels: { app: "web" } }, expected: true },
  { name: "label with another value", selector: { matchLabels: { app: "db" } }, expected: false },
  { name: "one label of two", selector: { matchLabels: { app: "web", zone: "a" } }, expected: false },
  { name: "In", selector: expression("app", "In", ["db", "web"]), expected: true },
  { name: "In without the value", selector: expression("app", "In", ["db"]), expected: false },
  { name: "In of an absent label", selector: expression("zone", "In", ["a"]), expected: false },
  { name: "NotIn", selector: expression("app", "NotIn", ["db"]), expected: true },
  { name: "NotIn with the value", selector: expression("app", "NotIn", ["web"]), expected: false },
  { name: "NotIn of an absent label", selector: expression("zone", "NotIn", ["a"]), expected: true },
  { name: "Exists", selector: expression("app", "Exists"), expected: true },
  { name: "Exists of an absent label", selector: expression("zone", "Exists"), expected: false },
  { name: "DoesNotExist", selector: expression("app", "DoesNotExist"), expected: false },
  { name: "DoesNotExist of an absent label", selector: expression("zone", "DoesNotExist"), expected: true },
  { name: "an operator that does not exist", selector: expression("app", "Is", ["web"]), expected: false },
  { name: "a label named like a method", selector: expression("toString", "Exists"), expected: false },
  {
    name: "labels and expressions",
    selector: { matchLabels: { app: "web" }, ...expression("tier", "In", ["back"]) },
    expected: false,
  },
];

for (const { name, selector, expected } of table) {
  Deno.test(`matches() ${name}: ${expected}`, () => assert.equal(matches(selector, labels), expected));
}

Deno.test("matchesAny() matches everything without a list and with an empty list", () => {
  assert.equal(matchesAny(undefined, undefined), true);
  assert.equal(matchesAny([], labels), true);
});

Deno.test("matchesAny() needs only one match of several", () => {
  assert.equal(matchesAny([{ matchLabels: { app: "db" } }, { matchLabels: { app: "web" } }], labels), true);
  assert.equal(matchesAny([{ matchLabels: { app: "db" } }], labels), false);
});
