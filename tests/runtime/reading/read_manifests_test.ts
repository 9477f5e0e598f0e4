import assert from "node:assert/strict";
import fc from "fast-check";
import { decide } from "../../../functions/decide.ts";
import { readManifestText } from "../../../runtime/reading/manifest_text.ts";
import { manifestsOf, readManifests } from "../../../runtime/reading/read_manifests.ts";

const pool = { apiVersion: "metallb.io/v1beta1", kind: "IPAddressPool", name: "pool", namespace: "metallb-system" };

Deno.test("manifests: documents, Lists and JSON give the same objects, with the places of objects and fields", async () => {
  const yaml = `# a comment
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: pool}
spec:
  addresses:
    - 10.0.0.0/24
    - nonsense
---
---
apiVersion: v1
kind: NodeList
items:
  - apiVersion: v1
    kind: Node
    metadata: {name: n1, labels: {kubernetes.io/hostname: n1}}
`;
  const { observed, placeOf } = manifestsOf((await readManifestText(yaml, "world.yaml")).objects);
  assert.deepEqual(observed.pools.map(({ metadata }) => metadata), [{ name: "pool", namespace: "metallb-system" }]);
  assert.deepEqual(observed.nodes.map(({ metadata }) => metadata.name), ["n1"]);
  assert.deepEqual(placeOf(pool), { file: "world.yaml", line: 2, column: 1 });
  assert.deepEqual(placeOf(pool, "spec.addresses[1]"), { file: "world.yaml", line: 8, column: 7 });
  assert.deepEqual(placeOf(pool, "spec.serviceAllocation.priority"), { file: "world.yaml", line: 5, column: 1 });
  const node = { apiVersion: "v1", kind: "Node", name: "n1" };
  assert.deepEqual(placeOf(node, 'metadata.labels["kubernetes.io/hostname"]'), {
    file: "world.yaml",
    line: 16,
    column: 35,
  });
  assert.equal(placeOf({ ...node, name: "n2" }), undefined);

  const json = JSON.stringify(
    { apiVersion: "v1", kind: "List", items: [...observed.pools, ...observed.nodes] },
    undefined,
    1,
  );
  const again = manifestsOf((await readManifestText(json, "world.json")).objects);
  assert.deepEqual(again.observed.pools, observed.pools);
  assert.deepEqual(again.placeOf(pool, "spec.addresses[1]")?.line, 15);
});

function node(name: string): string {
  return `{apiVersion: v1, kind: Node, metadata: {name: ${name}}}`;
}

function list(items: string, kind = "List"): string {
  return `{apiVersion: v1, kind: ${kind}, items: ${items}}`;
}

const noList = "the items of a List are a list of objects; write each behind a dash";

for (
  const { name, text, nodes, unreadable = [] } of [
    { name: "a List inside a List", text: list(`[${list(`[${node("a")}]`)}, ${node("b")}]`), nodes: ["a", "b"] },
    { name: "a NodeList inside a List", text: list(`[${list(`[${node("a")}]`, "NodeList")}]`), nodes: ["a"] },
    { name: "a NodeList whose items name no kind", text: list("[{metadata: {name: a}}]", "NodeList"), nodes: ["a"] },
    { name: "items by an alias", text: `{x: &x [${node("a")}], kind: List, apiVersion: v1, items: *x}`, nodes: ["a"] },
    { name: "no items", text: "{apiVersion: v1, kind: List}", nodes: [] },
    { name: "items of null", text: list("null"), nodes: [] },
    { name: "items that are a map", text: list(`{a: ${node("a")}}`), nodes: [], unreadable: [`1: ${noList}`] },
    { name: "items that are a text", text: list("a", "NodeList"), nodes: [], unreadable: [`1: ${noList}`] },
    {
      name: "a map in an inner List",
      text: list(`[${node("b")},\n${list("{}")}]`),
      nodes: ["b"],
      unreadable: [`2: ${noList}`],
    },
    { name: "a kind of others that ends with List", text: list("{a: 1}", "AllowList"), nodes: [] },
  ]
) {
  const asJSON = text.replaceAll(/[A-Za-z0-9]+(?=[:,}])/g, '"$&"').replaceAll('"null"', "null");
  for (const [form, written] of Object.entries(text.includes("*") ? { YAML: text } : { YAML: text, JSON: asJSON })) {
    Deno.test(`manifests: ${name}, in ${form}`, async () => {
      const read = await readManifestText(written, "nodes");
      assert.deepEqual(manifestsOf(read.objects).observed.nodes.map(({ metadata }) => metadata.name), nodes);
      assert.deepEqual(read.unreadable, unreadable.map((line) => `Cannot read nodes:${line}`));
    });
  }
}

Deno.test("manifests: if an object occurs twice, the last one counts, and a fault names it", async () => {
  const node = (rack: string): string =>
    `{apiVersion: v1, kind: Node, metadata: {name: n1, labels: {rack: ${rack}}}}\n`;
  const { observed, faults } = manifestsOf(
    (await readManifestText(`${node("a")}---\n${node("b")}`, "nodes.yaml")).objects,
  );
  assert.deepEqual(observed.nodes.map(({ metadata }) => metadata.labels), [{ rack: "b" }]);
  assert.deepEqual(faults.map(({ reason, message }) => `${reason}: ${message}`), [
    "DuplicateEntry: is also in nodes.yaml:1; the last one counts",
  ]);
});

Deno.test("manifests: a fault of an object that a later one replaces has its own place", async () => {
  const text = `# one
{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: 3}}
---
{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: LoadBalancer}}
---
{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: 7}}
`;
  const { faults, placeOf } = manifestsOf((await readManifestText(text, "web.yaml")).objects);
  assert.deepEqual(faults.map(({ object, field }) => `${placeOf(object, field)?.line} ${field}`), [
    "2 spec.ports",
    "4 metadata.name",
    "6 spec.type",
    "6 metadata.name",
  ]);
});

Deno.test("manifests: other kinds and foreign Leases are ignored", async () => {
  const { observed, faults } = manifestsOf(
    (await readManifestText(
      `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}}
---
{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: kube-scheduler, namespace: kube-system}}
`,
      "others.yaml",
    )).objects,
  );
  assert.deepEqual([observed.pools, observed.leases, faults], [[], [], []]);
});

Deno.test.each<{ name: string; renewals: readonly string[]; want: string }>([
  {
    name: "the last renewal",
    renewals: ["2024-11-23T09:59:00.000000Z", "2024-11-23T10:00:00.000000Z"],
    want: "2024-11-23T10:00:00.000Z",
  },
  {
    name: "the last renewal that is not in the future",
    renewals: ["9999-11-23T09:59:00.000000Z", "2024-11-23T10:00:00.000000Z"],
    want: "2024-11-23T10:00:00.000Z",
  },
  {
    name: "the last renewal, if all are in the future",
    renewals: ["9999-11-23T09:59:00.000000Z", "9999-11-23T10:00:00.000000Z"],
    want: "9999-11-23T10:00:00.000Z",
  },
  {
    name: "the first future renewal, if all others are much further from the present",
    renewals: ["1970-01-01T00:00:10.000000Z", "2050-11-23T10:00:00.000000Z", "9999-11-23T10:00:00.000000Z"],
    want: "2050-11-23T10:00:00.000Z",
  },
  {
    name: "the last renewal that can be read",
    renewals: ["soon", "2024-02-30T10:00:00.000000Z", "2024-02-29T10:00:00.000000Z"],
    want: "2024-02-29T10:00:00.000Z",
  },
])("manifests: the time of a dump is $name", async ({ renewals, want }) => {
  const lease = (node: string, renewTime: string): string =>
    `{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: ${node}, labels: {arpeggio.dev/component: announcer}}, ` +
    `spec: {holderIdentity: ${node}, renewTime: "${renewTime}"}}\n`;
  const text = renewals.map((renewTime, index) => lease(`n${index}`, renewTime)).join("---\n");
  const { now } = manifestsOf((await readManifestText(text, "dump.yaml")).objects).observed;
  assert.equal(new Date(now).toISOString(), want);
});

Deno.test("manifests: all .yaml, .yml and .json files below a folder are read, in the order of their paths", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/deeper`);
    await Deno.writeTextFile(`${folder}/b.yaml`, "{apiVersion: v1, kind: Node, metadata: {name: n2}}");
    await Deno.writeTextFile(`${folder}/deeper/a.yml`, "{apiVersion: v1, kind: Node, metadata: {name: n3}}");
    await Deno.writeTextFile(`${folder}/a.json`, '{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n1"}}');
    await Deno.writeTextFile(`${folder}/README.md`, "# {");
    const { observed } = await readManifests([folder]);
    assert.deepEqual(observed.nodes.map(({ metadata }) => metadata.name), ["n1", "n2", "n3"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("manifests: any text gives objects or one clear line for each document", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: fc.constantFrom(..."{}[]:-#&*!|>'\"% \n\tabkindapiVersion1") }),
      async (text) => {
        for (const line of (await readManifestText(text, "file")).unreadable) {
          assert.match(line, /^Cannot read file:\d+: [^\n]+$/);
        }
      },
    ),
  );
});

const mainJob = (await readManifestText(
  Deno.readTextFileSync(new URL("../../fixtures/plan/main_job.yaml", import.meta.url)),
  "main_job.yaml",
)).objects;

Deno.test("manifests: with any value in any field, an object is decided or refused", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.jsonValue(), (which, where, value) => {
      const objects = mainJob.map((found, index) =>
        index === which % mainJob.length ? { ...found, value: withValueAt(found.value, where, value) } : found
      );
      decide(manifestsOf(objects).observed);
    }),
    { numRuns: 300 },
  );
});

/** The object with the value in one of its fields, at any depth. `where` chooses the field. */
function withValueAt(object: unknown, where: number, value: unknown): unknown {
  if (typeof object !== "object" || object === null) return value;
  const entries = Object.entries(object);
  const chosen = where % (entries.length + 1);
  const copy = Object.fromEntries(
    entries.map(([key, each], index) => [
      key,
      index === chosen ? withValueAt(each, Math.floor(where / (entries.length + 1)), value) : each,
    ]),
  );
  const filled = chosen === entries.length ? { ...copy, extra: value } : copy;
  return Array.isArray(object) ? Object.values(filled) : filled;
}
