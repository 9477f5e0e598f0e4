/** Compares docs/helm.md with the chart. */

import assert from "node:assert/strict";
import { parse } from "yaml";
import { expanded, rowsIn, wordsIn } from "./markdown_table.ts";
import { readPage } from "./markdown.ts";

const chart = new URL("../../manifests/chart/", import.meta.url);
const page = readPage("docs/helm.md");
const [ours = "", theirs = ""] = page.text.split("## Only in MetalLB's chart");
const rows = rowsIn(ours).filter(({ length }) => length === 4).map((
  [values = "", standard = "", metallb = "", meaning = ""],
) => ({
  values: wordsIn(values).flatMap(expanded),
  standard,
  metallb,
  meaning,
}));

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

const schema: Schema & { readonly $defs: Readonly<Record<string, Schema>> } = JSON.parse(
  Deno.readTextFileSync(new URL("values.schema.json", chart)),
);
const defaults = leavesOf(parse(Deno.readTextFileSync(new URL("values.yaml", chart))));
const allowed = allowedBy(schema);

Deno.test("docs/helm.md has every value of the chart once, and no other", () => {
  const told = rows.flatMap(({ values }) => values);
  assert.deepEqual(told.toSorted(), [...new Set([...defaults.keys(), ...allowed])].toSorted());
});

Deno.test("docs/helm.md has the default of every value", () => {
  const told = rows.flatMap(({ values, standard }) => values.map((value) => [value, standard]));
  const right = rows.flatMap(({ values }) =>
    values.map((value) => [value, defaults.has(value) ? `\`${textOf(defaults.get(value))}\`` : ""])
  );
  assert.deepEqual(Object.fromEntries(told), Object.fromEntries(right));
});

Deno.test("docs/helm.md has for every value its meaning, and whether MetalLB's chart has it", () => {
  const silent = rows.filter(({ metallb, meaning }) => !/^(same|other|absent)$/.test(metallb) || meaning === "");
  assert.deepEqual(silent, []);
});

Deno.test("the chart refuses each value that only MetalLB has according to docs/helm.md", () => {
  const values = rowsIn(theirs).flatMap(([first = ""]) => wordsIn(first).flatMap(expanded));
  assert.ok(values.length > 15);
  const known = [...defaults.keys(), ...allowed];
  assert.deepEqual(values.filter((value) => known.some((each) => each === value || each.startsWith(`${value}.`))), []);
});

/** The values of a tree by their paths. Lists and empty maps count as values. */
function leavesOf(value: unknown, path = ""): Map<string, unknown> {
  const isTree = typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
  if (!isTree) return new Map([[path, value]]);
  return new Map(Object.entries(value).flatMap(([key, of]) => [...leavesOf(of, path === "" ? key : `${path}.${key}`)]));
}

/** The paths that a schema names. A map of texts and an object without named fields count as values. */
function allowedBy(of: Schema, path = ""): string[] {
  const named = of.$ref === undefined ? of : schema.$defs[of.$ref.replace("#/$defs/", "")] ?? {};
  if (named.properties === undefined) return [path];
  return Object.entries(named.properties).flatMap(([key, each]) =>
    allowedBy(each, path === "" ? key : `${path}.${key}`)
  );
}

/** The value as YAML on one line. */
function textOf(value: unknown): string {
  return typeof value === "string" && value !== "" ? value : JSON.stringify(value);
}
