import assert from "node:assert/strict";
import { readManifestText } from "../../../runtime/reading/manifest_text.ts";
import { readManifests } from "../../../runtime/store/folder/manifests.ts";
import { parseYAML } from "../../../runtime/store/yaml_value.ts";

interface Row {
  readonly name: string;
  readonly text: string;
  readonly line: number;
  readonly fault: string;
}

const head = "apiVersion: v1\nkind: Service\n";
const tooManyAliases = "its aliases repeat more than 1000 values: write them out";
const tens = Array.from(
  { length: 8 },
  (_, at) => `a${at + 1}: &a${at + 1} [${Array(10).fill(`*a${at}`).join(", ")}]\n`,
);

const rows: readonly Row[] = [
  {
    name: "an alias in its own anchor",
    text: `${head}metadata: &m {name: x, labels: *m}\n`,
    line: 3,
    fault: "the anchor &m contains itself; write its alias *m out",
  },
  {
    name: "a merge key with its own anchor",
    text: `${head}metadata: &m\n  <<: *m\n  name: x\n`,
    line: 4,
    fault: "the anchor &m contains itself; write its alias *m out",
  },
  {
    name: "a list that contains itself",
    text: `${head}spec:\n  ports: &p\n  - *p\n`,
    line: 5,
    fault: "the anchor &p contains itself; write its alias *p out",
  },
  {
    name: "a List whose item is the whole document",
    text: "&all\napiVersion: v1\nkind: List\nitems:\n- *all\n",
    line: 5,
    fault: "the anchor &all contains itself; write its alias *all out",
  },
  {
    name: "aliases that expand to 10^9 values",
    text: `a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n${tens.join("")}`,
    line: 1,
    fault: tooManyAliases,
  },
  {
    name: "a long chain of aliases",
    text: `l0: &l0 {}\n${Array.from({ length: 900 }, (_, at) => `l${at + 1}: &l${at + 1} {a: *l${at}}\n`).join("")}`,
    line: 1,
    fault: tooManyAliases,
  },
];

const sound: readonly { readonly name: string; readonly text: string; readonly want: unknown }[] = [
  { name: "an alias after its anchor", text: "a: &x {b: 1}\nc: *x\n", want: { a: { b: 1 }, c: { b: 1 } } },
  {
    name: "an alias of an inner anchor with the same name",
    text: "a: &x {b: &x 1, c: *x}\n",
    want: { a: { b: 1, c: 1 } },
  },
  // The values are those that kubectl 1.32 reads.
  { name: "octal numbers", text: "[017, -017, 0o17, 0O17, 0777_7, 0_17, 00]", want: [15, -15, 15, 15, 4095, 15, 0] },
  { name: "decimals that begin with 0", text: "[08, 0_9, 099, 0.10, 017.5]", want: [8, 9, 99, 0.1, 17.5] },
  { name: "binary and hexadecimal numbers", text: "[0b11, -0b1, 0B_1, +0x1, 0X1f]", want: [3, -1, 1, 1, 31] },
  {
    name: "numbers with underscores",
    text: "[4_200_000_000, 1__0, 1_, 1_000.5, 1.5_0, 1_e3]",
    want: [4_200_000_000, 10, 1, 1000.5, 1.5, 1000],
  },
  {
    name: "texts that look like numbers",
    text: "[0b2, 0o8, 0x, _1, 1:30, 2001-01-01, '017', 1_a]",
    want: ["0b2", "0o8", "0x", "_1", "1:30", "2001-01-01", "017", "1_a"],
  },
];

Deno.test.each([...rows])("every reader refuses $name, with its place", async ({ text, line, fault }) => {
  assert.deepEqual((await readManifestText(text, "file")).unreadable, [`Cannot read file:${line}: ${fault}`]);
  assert.deepEqual(readManifests(text, { namespace: "n" }), { manifests: [], faults: [{ line, message: fault }] });
  const value = parseYAML(text);
  assert.ok("fault" in value && value.fault.endsWith(fault));
});

const noList = "the items of a List are a list of objects; write each behind a dash";
const service = "apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {}\n";

Deno.test.each([
  {
    name: "a List whose items are a map",
    text: "apiVersion: v1\nkind: List\nitems:\n  a: {apiVersion: v1, kind: Node, metadata: {name: n}}\n",
    line: 4,
  },
  { name: "a ServiceList whose items are a text", text: "apiVersion: v1\nkind: ServiceList\nitems: a\n", line: 3 },
  {
    name: "a List in a List whose items are a map",
    text: "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items: {a: 1}\n",
    line: 6,
  },
])("both readers of objects refuse $name, with its place, and read the document after it", async ({ text, line }) => {
  const { objects, unreadable } = await readManifestText(`${text}---\n${service}`, "file");
  assert.deepEqual(unreadable, [`Cannot read file:${line}: ${noList}`]);
  assert.equal(objects.length, 1);
  const { manifests, faults } = readManifests(`${text}---\n${service}`, { namespace: "n" });
  assert.deepEqual(faults, [{ line, message: noList }]);
  assert.deepEqual(manifests.map(({ kind }) => kind), ["Service"]);
});

Deno.test.each([...sound])("parseYAML() reads $name", ({ text, want }) => {
  assert.deepEqual(parseYAML(text), { is: want });
});

Deno.test("a text of 3000 levels by indentation is too deep", async () => {
  const text = Array.from({ length: 3000 }, (_, at) => `${" ".repeat(at)}a:\n`).join("");
  const { unreadable: [line = ""] } = await readManifestText(text, "file");
  assert.match(line, /^Cannot read file:\d+: more than 500 levels deep$/);
});
