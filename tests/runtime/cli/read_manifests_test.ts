import assert from "node:assert/strict";
import fc from "fast-check";
import { decide } from "../../../functions/decide.ts";
import { readManifestText } from "../../../runtime/cli/manifest_text.ts";
import { manifestsOf, readManifests } from "../../../runtime/cli/read_manifests.ts";
import { UsageError } from "../../../runtime/cli/usage_error.ts";
import { present } from "../../functions/scenarios.ts";

const pool = { apiVersion: "metallb.io/v1beta1", kind: "IPAddressPool", name: "pool", namespace: "metallb-system" };

Deno.test("manifests: documents, Lists and JSON are read alike, with the places of objects and fields", () => {
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
  const { observed, placeOf } = manifestsOf(readManifestText(yaml, "world.yaml"));
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
  const again = manifestsOf(readManifestText(json, "world.json"));
  assert.deepEqual(again.observed.pools, observed.pools);
  assert.deepEqual(again.placeOf(pool, "spec.addresses[1]")?.line, 15);
});

Deno.test("manifests: what comes twice counts as it comes last, and is named", () => {
  const node = (rack: string): string =>
    `{apiVersion: v1, kind: Node, metadata: {name: n1, labels: {rack: ${rack}}}}\n`;
  const { observed, faults } = manifestsOf(readManifestText(`${node("a")}---\n${node("b")}`, "nodes.yaml"));
  assert.deepEqual(observed.nodes.map(({ metadata }) => metadata.labels), [{ rack: "b" }]);
  assert.deepEqual(faults.map(({ reason, message }) => `${reason}: ${message}`), [
    "DuplicateEntry: stands in nodes.yaml:1 too; the last one counts",
  ]);
});

Deno.test("manifests: other kinds, other versions and Leases of others are passed over", () => {
  const { observed, faults } = manifestsOf(readManifestText(
    `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}}
---
{apiVersion: metallb.io/v9, kind: IPAddressPool, metadata: {name: pool}}
---
{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: kube-scheduler, namespace: kube-system}}
`,
    "others.yaml",
  ));
  assert.deepEqual([observed.pools, observed.leases, faults], [[], [], []]);
});

Deno.test("manifests: the present is when the last announcer of the dump renewed its Lease", () => {
  const lease = (node: string, renewTime: string): string =>
    `{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: ${node}, labels: {arpeggio.dev/component: announcer}}, ` +
    `spec: {holderIdentity: ${node}, renewTime: "${renewTime}"}}\n`;
  const text = `${lease("n1", "2026-11-23T09:59:00.000000Z")}---\n${lease("n2", "2026-11-23T10:00:00.000000Z")}`;
  assert.equal(manifestsOf(readManifestText(text, "dump.yaml")).observed.now, present);
});

Deno.test("manifests: a folder is read with all that is in it, by name", async () => {
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

Deno.test("manifests: whatever the text, it gives objects or one clear line", () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(..."{}[]:-#&*!|>'\"% \n\tabkindapiVersion1") }), (text) => {
    const line = complaintOf(() => readManifestText(text, "file"));
    if (line !== undefined) assert.match(line, /^Cannot read file:\d+: [^\n]+$/);
  }));
});

const mainJob = readManifestText(
  Deno.readTextFileSync(new URL("../../fixtures/plan/main_job.yaml", import.meta.url)),
  "main_job.yaml",
);

Deno.test("manifests: whatever stands in a field, the object is decided on or refused", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.jsonValue(), (which, where, value) => {
      const objects = mainJob.map((found, index) =>
        index === which % mainJob.length ? { ...found, value: withValueAt(found.value, where, value) } : found
      );
      complaintOf(() => decide(manifestsOf(objects).observed));
    }),
    { numRuns: 300 },
  );
});

/** The line of a usage error; any other error passes through. */
function complaintOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

/** The object with the value in one of its fields, however deep. */
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
