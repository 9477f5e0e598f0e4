import assert from "node:assert/strict";
import { parseAllDocuments } from "yaml";
import { decidedAlone, standaloneFunctions } from "../../../runtime/cli/standalone.ts";
import { readDespite } from "../../../runtime/reading/read_manifests.ts";
import { run } from "./program.ts";

const mainJob = "tests/fixtures/plan/main_job.yaml";

const functions = [
  { name: "check", file: "tests/fixtures/plan/wrong/objects.yaml", kinds: [] },
  { name: "allocate", file: mainJob, kinds: ["Service"] },
  {
    name: "report",
    file: mainJob,
    kinds: ["Service", "IPAddressPool", "L2Advertisement", "ConfigurationState", "Event"],
  },
  {
    name: "decide",
    file: mainJob,
    kinds: ["VirtualIP", "Service", "IPAddressPool", "L2Advertisement", "ConfigurationState", "Event"],
  },
];

for (const { name, file, kinds } of functions) {
  Deno.test(`deno run -R functions/${name}.ts FILE prints its decision as YAML`, async () => {
    const { code, out } = await run(["run", "-R", `functions/${name}.ts`, file]);
    assert.equal(code, 0);
    const objects: { kind?: string; reason?: string }[] = parseAllDocuments(out).map((document) => document.toJS());
    if (name === "check") assert.ok(objects.some(({ reason }) => reason === "InvalidAddress"));
    else assert.deepEqual([...new Set(objects.map(({ kind }) => kind))], kinds);
  });
}

Deno.test("deno run -R functions/elect.ts elects nodes for the addresses in Services' status", async () => {
  const { code, out } = await run(["run", "-R", "functions/elect.ts", "-"], { input: elected });
  assert.equal(code, 0);
  const [virtualIP] = parseAllDocuments(out).map((document) => document.toJS());
  assert.deepEqual(virtualIP.spec.l2, { order: [{ node: "n1" }], revision: 1 });
});

Deno.test("deno run -R functions/announce.ts prints the reports of announcers", async () => {
  const { code, out } = await run(["run", "-R", "functions/announce.ts", "-"], { input: announced });
  assert.equal(code, 0);
  const [virtualIP] = parseAllDocuments(out).map((document) => document.toJS());
  assert.equal(virtualIP.status.node, "n1");
  assert.deepEqual(virtualIP.status.interfaces, ["eth0"]);
});

Deno.test("deno run -R functions/route.ts prints the FRR configuration of each node", async () => {
  const { code, out } = await run(["run", "-R", "functions/route.ts", mainJob, "tests/fixtures/plan/bgp.yaml"]);
  assert.equal(code, 0);
  const nodes = parseAllDocuments(out).map((document) => document.toJS());
  assert.deepEqual(nodes.map(({ node }) => node), ["test-0", "test-1", "test-2"]);
  const [{ announces: [announced], configuration }] = nodes;
  assert.deepEqual(announced.peers, ["top-of-rack"]);
  assert.match(configuration, /^router bgp 64512\n(.*\n)* {2}network 172\.16\.16\.\d+\/32 /m);
});

/** Every example and every fixture. In a file with scenarios, only the Kubernetes objects are read. */
const manifestFiles = [...yamlUnder("docs/examples"), ...yamlUnder("tests/fixtures")];
const worlds = await Promise.all(manifestFiles.map(async (file) => ({ file, manifests: await readDespite([file]) })));

for (const name of standaloneFunctions) {
  Deno.test(`functions/${name}.ts prints a decision or a reason for every example and fixture`, async () => {
    let decided = 0;
    for (const { file, manifests } of worlds) {
      const text = await decidedAlone(name, manifests);
      assert.match(text, /^(---\n|# Nothing [^\n]+\n$)/, file);
      if (text.startsWith("---")) decided++;
    }
    assert.ok(decided > 0);
  });

  Deno.test(`deno run -R functions/${name}.ts docs/examples/first.yaml prints something`, async () => {
    const { code, out } = await run(["run", "-R", `functions/${name}.ts`, "docs/examples/first.yaml"]);
    assert.equal(code, 0);
    assert.match(out, /^(---|# Nothing)/);
  });
}

Deno.test("every function of functions/ runs as a program", () => {
  const files = [...Deno.readDirSync(new URL("../../../functions", import.meta.url))].filter(({ isFile }) => isFile);
  assert.deepEqual(files.map(({ name }) => name.replace(".ts", "")).sort(), standaloneFunctions.toSorted());
});

function yamlUnder(folder: string): readonly string[] {
  const root = new URL(`../../../${folder}/`, import.meta.url).pathname;
  return [...Deno.readDirSync(root)].flatMap(({ name, isDirectory }) => {
    if (isDirectory) return yamlUnder(`${folder}/${name}`);
    return name.endsWith(".yaml") ? [`${root}${name}`] : [];
  });
}

for (
  const { name, args, line } of [
    {
      name: "no files",
      args: [],
      line: /^Cannot run elect: no files given; try deno run -R functions\/elect\.ts FILE…/,
    },
    { name: "an option", args: ["--verbose"], line: /^Cannot run elect: unknown option --verbose\n$/ },
    {
      name: "a file that does not exist",
      args: ["nowhere"],
      line: /^Cannot read nowhere: there is no such file or folder\n$/,
    },
  ]
) {
  Deno.test(`deno run -R functions/elect.ts with ${name} gives one clear line and exit code 2`, async () => {
    const { code, out, err } = await run(["run", "-R", "functions/elect.ts", ...args]);
    assert.match(err, line);
    assert.equal(out, "");
    assert.equal(code, 2);
  });
}

const elected = `
{apiVersion: v1, kind: Node, metadata: {name: n1}}
---
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: pool}
spec: {addresses: [10.0.0.0/24]}
---
{apiVersion: metallb.io/v1beta1, kind: L2Advertisement, metadata: {name: all}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: LoadBalancer}
status: {loadBalancer: {ingress: [{ip: 10.0.0.7}]}}
`;

const announced = `
apiVersion: coordination.k8s.io/v1
kind: Lease
metadata:
  name: arpeggio-announcer-n1
  labels: {arpeggio.dev/component: announcer, arpeggio.dev/node: n1}
  annotations:
    arpeggio.dev/links: '{"links": [{"name": "eth0", "mac": "02:00:00:00:00:01", "addresses": ["10.0.0.1/24"]}]}'
spec: {renewTime: "2026-11-23T10:00:00.000000Z"}
---
apiVersion: arpeggio.dev/v1alpha1
kind: VirtualIP
metadata: {name: 10.0.0.7}
spec: {address: 10.0.0.7, pool: pool, services: [{namespace: default, name: web}], l2: {order: [{node: n1}], revision: 1}}
`;
