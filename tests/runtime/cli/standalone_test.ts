import assert from "node:assert/strict";
import { parseAllDocuments } from "yaml";
import { run } from "./program.ts";

const mainJob = "tests/fixtures/plan/main_job.yaml";

const functions = [
  { name: "check", file: "tests/fixtures/plan/wrong/objects.yaml", kinds: [] },
  { name: "allocate", file: mainJob, kinds: ["Service"] },
  { name: "elect", file: "runtime/lab/example", kinds: [] },
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
  Deno.test(`deno run -R functions/${name}.ts FILE prints what it decides as YAML`, async () => {
    const { code, out } = await run(["run", "-R", `functions/${name}.ts`, file]);
    assert.equal(code, 0);
    const objects: { kind?: string; reason?: string }[] = parseAllDocuments(out).map((document) => document.toJS());
    if (name === "check") assert.ok(objects.some(({ reason }) => reason === "InvalidAddress"));
    else assert.deepEqual([...new Set(objects.map(({ kind }) => kind))], kinds);
  });
}

Deno.test("deno run -R functions/elect.ts elects for addresses that Services have", async () => {
  const { code, out } = await run(["run", "-R", "functions/elect.ts", "-"], elected);
  assert.equal(code, 0);
  const [virtualIP] = parseAllDocuments(out).map((document) => document.toJS());
  assert.deepEqual(virtualIP.spec.l2, { order: [{ node: "n1" }], revision: 1 });
});

Deno.test("deno run -R functions/announce.ts prints what announcers would report", async () => {
  const { code, out } = await run(["run", "-R", "functions/announce.ts", "-"], announced);
  assert.equal(code, 0);
  const [virtualIP] = parseAllDocuments(out).map((document) => document.toJS());
  assert.equal(virtualIP.status.node, "n1");
  assert.deepEqual(virtualIP.status.interfaces, ["eth0"]);
});

Deno.test("deno run -R functions/route.ts prints what the FRR of each node is told", async () => {
  const { code, out } = await run(["run", "-R", "functions/route.ts", mainJob, "tests/fixtures/plan/bgp.yaml"]);
  assert.equal(code, 0);
  const nodes = parseAllDocuments(out).map((document) => document.toJS());
  assert.deepEqual(nodes.map(({ node }) => node), ["test-0", "test-1", "test-2"]);
  const [{ announces: [announced], configuration }] = nodes;
  assert.deepEqual(announced.peers, ["top-of-rack"]);
  assert.match(configuration, /^router bgp 64512\n(.*\n)* {2}network 172\.16\.16\.\d+\/32 /m);
});

for (
  const { name, args, line } of [
    {
      name: "no files",
      args: [],
      line: /^Cannot run elect: no files given; try deno run -R functions\/elect\.ts FILE…/,
    },
    { name: "an option", args: ["--verbose"], line: /^Cannot run elect: unknown option --verbose\n$/ },
    {
      name: "a file that is not there",
      args: ["nowhere"],
      line: /^Cannot read nowhere: there is no such file or folder\n$/,
    },
  ]
) {
  Deno.test(`deno run -R functions/elect.ts with ${name} is one clear line and exit code 2`, async () => {
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
