import assert from "node:assert/strict";
import { parse } from "yaml";
import { arpeggio } from "./program.ts";

const plan = "tests/fixtures/plan";

/** The fields of a List's items that the tests look at. */
interface Item {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Record<string, string> };
  readonly spec?: { readonly address?: string; readonly l2?: unknown };
  readonly status?: {
    readonly loadBalancer?: { readonly ingress?: readonly { readonly ip: string }[] };
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason: string }[];
  };
}

Deno.test("plan: the main job as a table", async () => {
  const { code, out, err } = await arpeggio(["plan", "-f", `${plan}/main_job.yaml`]);
  assert.equal(err, "");
  assert.equal(code, 0);
  assert.match(out, /^1 of 1 Service of type LoadBalancer has an address.*nothing is written/);
  const [header = "", row = ""] = out.split("\n").slice(2);
  assert.deepEqual(header.split(/ {2,}/), ["ADDRESS", "POOL", "SERVICES", "NODE", "STANDBY"]);
  const [address = "", ...rest] = row.split(/ {2,}/);
  assert.match(address, /^172\.16\.16\.\d+$/);
  assert.doesNotMatch(address, /\.(0|255)$/);
  assert.deepEqual(rest, ["first-pool", "default/nginx", "test-1 (eth0)", "-"]);
});

Deno.test("plan: the main job as one v1 List, the same in JSON and in YAML", async () => {
  const json = await arpeggio(["plan", "-f", `${plan}/main_job.yaml`, "-f", `${plan}/requested.yaml`, "-o", "json"]);
  const yaml = await arpeggio(["plan", "-f", `${plan}/main_job.yaml`, "-f", `${plan}/requested.yaml`, "-o", "yaml"]);
  assert.equal(json.code, 0);
  assert.deepEqual(withoutTimes(parse(yaml.out)), withoutTimes(JSON.parse(json.out)));
  const list: { apiVersion: string; kind: string; items: Item[] } = JSON.parse(json.out);
  assert.equal(`${list.apiVersion} ${list.kind}`, "v1 List");
  const byKind = Map.groupBy(list.items, ({ kind }) => kind);
  assert.deepEqual([...byKind.keys()], [
    "Service",
    "IPAddressPool",
    "L2Advertisement",
    "VirtualIP",
    "ConfigurationState",
  ]);
  const service = byKind.get("Service")?.[0];
  assert.deepEqual(service?.status?.loadBalancer, { ingress: [{ ip: "172.16.16.201" }] });
  assert.equal(service?.metadata.annotations?.["metallb.io/ip-allocated-from-pool"], "first-pool");
  assert.deepEqual(service?.status?.conditions?.map(({ type, status, reason }) => `${type} ${status} ${reason}`), [
    "arpeggio.dev/Allocated True Assigned",
    "arpeggio.dev/Announced Unknown Pending",
  ]);
  assert.deepEqual(byKind.get("VirtualIP")?.[0]?.spec, {
    address: "172.16.16.201",
    pool: "first-pool",
    services: [{ namespace: "default", name: "nginx" }],
    l2: { order: [{ node: "test-1", interfaces: ["eth0"] }], revision: 1 },
  });
});

Deno.test("plan: who announces by BGP, and to which peers", async () => {
  const { code, out } = await arpeggio(["plan", "-f", `${plan}/main_job.yaml`, "-f", `${plan}/bgp.yaml`]);
  assert.equal(code, 0);
  const [header = "", row = ""] = out.split("\n").slice(2);
  assert.deepEqual(header.split(/ {2,}/).at(-1), "BGP");
  assert.match(row, / test-1 \(eth0\) {2,}- +test-0, test-1, test-2 to top-of-rack$/);
});

Deno.test("plan: two Services share an address, and a third is refused its port", async () => {
  const { code, out } = await arpeggio(["plan", "-f", `${plan}/main_job.yaml`, "-f", `${plan}/shared.yaml`]);
  assert.equal(code, 0);
  assert.match(out, /^172\.16\.16\.202 +first-pool +default\/secure-web, default\/web +test-1 \(eth0\)/m);
  assert.match(
    out,
    /^Without an address:\n {2}default\/another-web +PortConflict +TCP\/80 of 172\.16\.16\.202 belongs to default\/web/m,
  );
});

Deno.test("plan: wrong objects are named with their place, and the others do not suffer", async () => {
  const { code, out, err } = await arpeggio([
    "plan",
    "-f",
    `${plan}/main_job.yaml`,
    "-f",
    `${plan}/wrong/objects.yaml`,
  ]);
  assert.equal(err, "");
  assert.equal(code, 0);
  assert.match(out, /^172\.16\.16\.\d+ +first-pool +default\/nginx +test-1 \(eth0\)/m);
  assert.match(
    out,
    /^ {2}default\/asks-for-nonsense +InvalidRequest +.*"172\.16\.16\.300", which is not an IP address/m,
  );
  const faults = out.slice(out.indexOf("Faults:")).split("\n").filter((line) => line.includes("objects.yaml:"));
  assert.deepEqual(faults.map((line) => line.trim().replace(/^.*\/(objects\.yaml:\d+: .*)$/, "$1")).sort(), [
    'objects.yaml:19: IPAddressPool reversed: spec.addresses[1]: Cannot read "10.2.0.9-10.2.0.1": start 10.2.0.9 is after end ' +
    "10.2.0.1; swap them",
    'objects.yaml:41: Service default/port-in-words: spec.ports[0].port: expected a whole number, found text "eighty"',
    "objects.yaml:49: warning: L2Advertisement misspelt: spec.ipAddressPools[0]: Pool mixed-families is invalid; repair it",
    "objects.yaml:50: warning: L2Advertisement misspelt: spec.interface: unknown field",
    'objects.yaml:9: IPAddressPool mixed-families: spec.addresses[0]: Cannot read "10.0.0.1-fc00::1": start is IPv4 and end is ' +
    "IPv6; write one range for each family",
  ]);
});

Deno.test("plan: standard input, and no Service at all", async () => {
  const { code, out } = await arpeggio(["plan", "-f", "-"], "# nothing but a comment\n");
  assert.equal(code, 0);
  assert.equal(out, "There is no Service of type LoadBalancer to give an address to.\n");
});

const refused = [
  {
    name: "broken YAML",
    args: ["plan", "-f", `${plan}/wrong/broken.yaml`],
    line: /^Cannot read tests\/fixtures\/plan\/wrong\/broken\.yaml:7: .+\n$/,
  },
  {
    name: "no such file",
    args: ["plan", "-f", "nowhere.yaml"],
    line: /^Cannot read nowhere\.yaml: there is no such file or folder\n$/,
  },
  { name: "unknown flag", args: ["plan", "--bogus"], line: /^error: unknown option '--bogus'\n$/ },
  {
    name: "unknown format",
    args: ["plan", "-o", "xml"],
    line: /^error: option '-o, --output <format>' argument 'xml' is invalid\. .+\n$/,
  },
  { name: "unknown command", args: ["plane"], line: /^error: unknown command 'plane'\n/ },
  {
    name: "no cluster",
    args: ["plan", "--kubeconfig", "nowhere"],
    line: /^Cannot read kubeconfig nowhere: .+; name manifests with -f, or a cluster with --kubeconfig\n$/,
  },
];

for (const { name, args, line } of refused) {
  Deno.test(`plan: ${name} is one clear line and exit code 2`, async () => {
    const { code, out, err } = await arpeggio(args);
    assert.match(err, line);
    assert.equal(out, "");
    assert.equal(code, 2);
  });
}

Deno.test("plan: what is no Kubernetes object is one clear line and exit code 2", async () => {
  const { code, out, err } = await arpeggio(
    ["plan", "-f", "-"],
    "apiVersion: v1\nkind: Node\nmetadata: {name: n1}\n---\n- 1\n",
  );
  assert.equal(err, "Cannot read -:5: expected a Kubernetes object with apiVersion and kind\n");
  assert.equal(out, "");
  assert.equal(code, 2);
});

function withoutTimes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, each) => key === "lastTransitionTime" ? undefined : each));
}
