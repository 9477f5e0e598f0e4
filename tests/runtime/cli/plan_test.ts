import assert from "node:assert/strict";
import { parse } from "yaml";
import { kubeconfigFor, serverWith } from "../reading/stand_in_api.ts";
import { arpeggio } from "./program.ts";

const plan = "tests/fixtures/plan";

/** The fields of a List's items that the tests read. */
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

Deno.test("plan: the nodes that announce by BGP, and their peers", async () => {
  const { code, out } = await arpeggio(["plan", "-o", "wide", `${plan}/main_job.yaml`, `${plan}/bgp.yaml`]);
  assert.equal(code, 0);
  const [header = "", row = ""] = out.split("\n").slice(2);
  assert.deepEqual(header.split(/ {2,}/).at(-1), "BGP");
  assert.match(row, / test-1 \(eth0\) {2,}- +test-0, test-1, test-2 to top-of-rack$/);
});

Deno.test("plan: two Services share an address; a third is refused, because its port is in use", async () => {
  const { code, out } = await arpeggio(["plan", "-f", `${plan}/main_job.yaml`, `${plan}/shared.yaml`, "-o", "wide"]);
  assert.equal(code, 1);
  assert.match(out, /^172\.16\.16\.202 +first-pool +default\/secure-web, default\/web +test-1 \(eth0\)/m);
  assert.match(
    out,
    /^Without an address:\n {2}default\/another-web +PortConflict +TCP\/80 of 172\.16\.16\.202 belongs to default\/web/m,
  );
});

Deno.test("plan: wrong objects are reported with their place in the file, and the others are planned", async () => {
  const { code, out, err } = await arpeggio([
    "plan",
    "-f",
    `${plan}/main_job.yaml`,
    "-f",
    `${plan}/wrong/objects.yaml`,
    "-o",
    "wide",
  ]);
  assert.equal(err, "");
  assert.equal(code, 1);
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

Deno.test("plan: objects from standard input without a Service", async () => {
  const input = "apiVersion: v1\nkind: Node\nmetadata: {name: node-1}\n";
  const { code, out } = await arpeggio(["plan", "-f", "-"], { input });
  assert.equal(code, 0);
  assert.equal(out, "There is no Service of type LoadBalancer to give an address to.\nRead 1 object: 1 Node.\n");
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
    line: /^Cannot read kubeconfig nowhere: .+; choose a cluster with --kubeconfig, or name manifests\n$/,
  },
];

for (const { name, args, line } of refused) {
  Deno.test(`plan: ${name} gives one clear line and exit code 2`, async () => {
    const { code, out, err } = await arpeggio(args);
    assert.match(err, line);
    assert.equal(out, "");
    assert.equal(code, 2);
  });
}

Deno.test("plan: a file without a Kubernetes object gives one clear line and exit code 2", async () => {
  const { code, out, err } = await arpeggio(
    ["plan", "-f", "-"],
    { input: "apiVersion: v1\nkind: Node\nmetadata: {name: n1}\n---\n- 1\n" },
  );
  assert.equal(err, "Cannot read -:5: expected a Kubernetes object with apiVersion and kind\n");
  assert.equal(out, "");
  assert.equal(code, 2);
});

function withoutTimes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, each) => key === "lastTransitionTime" ? undefined : each));
}

Deno.test("plan: of 100 Services from MetalLB, exactly the ones that change are listed, with the reason", async () => {
  const { code, out } = await arpeggio(["plan", "-f", "tests/fixtures/migrate/left_by_metallb.yaml", "-o", "wide"]);
  assert.equal(code, 1);
  assert.match(out, /^100 of 100 Services/);
  const [, section = ""] = out.split("Addresses that change:\n");
  const changes = (section.split("\n\n")[0] ?? "").trim().split("\n").map((line) => line.trim().split(/ {2,}/));
  const reasons: readonly (readonly [RegExp, RegExp])[] = [
    [/^default\/bare-\d-b$/, /externalTrafficPolicy Local, Services share an address only if/],
    [/^shop\/apart-\d-b$/, /externalTrafficPolicy Local, Services share an address only if/],
    [/^default\/stranger-\d$/, /pool team-x, which has .* does not admit/],
  ];
  assert.equal(changes.length, 15);
  for (const [service = "", fromTo = "", why = ""] of changes) {
    assert.match(fromTo, /^[0-9.]+ -> 192\.0\.2\.\d+$/);
    assert.ok(reasons.some(([name, reason]) => name.test(service) && reason.test(why)), `${service}: ${why}`);
  }
});

type Way = readonly [service: string, why: RegExp];

const ways: readonly Way[] = [
  ["default/both", /may give the IPv6 address to default\/endless/],
  ["default/companion", /MetalLB wants both named, and takes both away/],
  ["default/kept", /keeps another address meanwhile: MetalLB takes that away first/],
  ["default/pinned", /asks for pool other and keeps an address of full meanwhile/],
  ["default/half", /gives it the first IPv4 address of the pool that it does not yet know to be in use/],
  ["default/victim", /may give the IPv4 address to default\/half/],
  ["default/endless", /gives it a second address and takes both away, without end/],
];

const waysOfOthers: readonly Way[] = [
  ["default/address", /another load balancer gave it, and MetalLB removes what is in none of its pools/],
  ["default/hostname", /another load balancer gave it, and MetalLB removes what is in none of its pools/],
];

for (const [file, listed] of [["way_back.yaml", ways], ["way_back_of_others.yaml", waysOfOthers]] as const) {
  Deno.test(`plan --to metallb, ${file}: exactly the Services that would change are listed, with the reason`, async () => {
    const { code, out } = await arpeggio([
      "plan",
      "--to",
      "metallb",
      "-f",
      `tests/fixtures/migrate/${file}`,
      "-o",
      "json",
    ]);
    assert.equal(code, 1);
    const { changes }: { changes: { service: string; why: string }[] } = JSON.parse(out);
    assert.deepEqual(changes.map(({ service }) => service), listed.map(([service]) => service).toSorted());
    for (const [service, why] of listed) assert.match(changes.find((each) => each.service === service)?.why ?? "", why);
  });
}

const ofMetalLB = { apiVersion: "metallb.io/v1beta1", metadata: { name: "first", namespace: "metallb-system" } };
const metallbCluster = {
  ipaddresspools: [{ ...ofMetalLB, kind: "IPAddressPool", spec: { addresses: ["192.0.2.0/28"] } }],
  l2advertisements: [{ ...ofMetalLB, kind: "L2Advertisement", spec: {} }],
  nodes: [{
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "node-1" },
    status: { conditions: [{ type: "Ready", status: "True" }] },
  }],
  services: [{
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "default" },
    spec: { type: "LoadBalancer", clusterIP: "10.0.0.9", clusterIPs: ["10.0.0.9"], ports: [{ port: 80 }] },
    status: { loadBalancer: { ingress: [{ ip: "192.0.2.7" }] } },
  }],
};
const assumption = "There is no announcer's Lease in this cluster: the plan assumes a live announcer on every node.";

Deno.test("plan: before a move, in a cluster with MetalLB's kinds only, the Service keeps its address", async () => {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, serverWith(metallbCluster));
  const kubeconfig = await kubeconfigFor(`http://127.0.0.1:${server.addr.port}`);
  try {
    const table = await arpeggio(["plan", "--kubeconfig", kubeconfig]);
    assert.equal(table.err, "");
    assert.equal(table.code, 0);
    const [summary = "", assumed, , , row = ""] = table.out.split("\n");
    assert.match(summary, /^1 of 1 Service of type LoadBalancer has an address, [^;]*nothing is written\.$/);
    assert.equal(assumed, assumption);
    assert.deepEqual(row.split(/ {2,}/), ["192.0.2.7", "first", "default/web", "node-1", "-"]);
    const json = await arpeggio(["plan", "--kubeconfig", kubeconfig, "-o", "json"]);
    assert.deepEqual([json.code, json.err], [0, `${assumption}\n`]);
  } finally {
    await Deno.remove(kubeconfig);
  }
});
