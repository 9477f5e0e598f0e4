import assert from "node:assert/strict";
import { anonymous } from "../../../runtime/collecting/anonymous.ts";
import type { Part } from "../../../runtime/collecting/part.ts";
import { withoutSecrets } from "../../../runtime/collecting/secrets_left_out.ts";

function items(path: string, ...objects: readonly unknown[]): Part {
  return { is: "json", path, value: { items: objects } };
}

function log(...lines: readonly string[]): Part {
  return { is: "log", path: "logs/arpeggio-controller-0/controller.log", text: lines.join("\n") };
}

function service(metadata: Readonly<Record<string, unknown>>): Part {
  return items("objects/services.json", { kind: "Service", metadata: { name: "markedsvc", ...metadata } });
}

function pod(spec: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}): Part {
  const metadata = { name: "markedlb-6c8f7-x2k4p", namespace: "metallb-system" };
  return items("workloads/pods.json", { kind: "Pod", metadata, spec, ...more });
}

const recorded = {
  recording: { settings: { namespace: "metallb-system", loadBalancerClass: "marked.example/lb" } },
  changed: {
    services: [{ kind: "Service", metadata: { name: "marked-now", namespace: "marked-space" } }],
    nodes: [{ kind: "Node", metadata: { name: "marked-node" } }],
  },
  gone: { services: ["marked-old-space/marked-old"], nodes: ["marked-old-node"] },
  decided: { "marked-space/marked-now": "on marked-node", "marked-old-space/marked-old": null },
};

/** Each name contains `marked`. */
const rows: readonly { readonly name: string; readonly parts: readonly Part[]; readonly kept?: readonly string[] }[] = [
  {
    name: "the settings",
    parts: [{ is: "json", path: "collection.json", value: { settings: { loadBalancerClass: "marked.example/lb" } } }],
  },
  {
    name: "a class in arguments",
    parts: [pod({ containers: [{ args: ["controller", "--lb-class", "markedclass/lb", "--page", "off"] }] })],
    kept: ["--lb-class", "controller", "class-1", "off"],
  },
  { name: "a recording", parts: [{ is: "log", path: "recordings/001.jsonl", text: JSON.stringify(recorded) }] },
  {
    name: "labels of Kubernetes",
    parts: [service({
      labels: {
        "app.kubernetes.io/name": "markedapp",
        "app.kubernetes.io/version": "v1.2",
        "helm.sh/chart": "markedchart-1.0",
        "node-role.kubernetes.io/markedrole": "",
        "kubernetes.io/cluster/marked-cluster": "owned",
        "kubernetes.io/os": "linux",
      },
      finalizers: ["kubernetes.io/marked-finalizer", "service.kubernetes.io/load-balancer-cleanup"],
    })],
    kept: ["app.kubernetes.io/name", "v1.2", "linux", "load-balancer-cleanup", "node-role.kubernetes.io/"],
  },
  {
    name: "annotations",
    parts: [service({ annotations: { "x.markedco.com/team": "a", "markedkey": "b", "metallb.io/adress-pool": "c" } })],
    kept: ["metallb.io/word-"],
  },
  {
    name: "a Pod",
    parts: [
      pod({
        containers: [{
          name: "marked-container",
          image: "markedteam/marked-lb:marked-fix",
          envFrom: [{ configMapRef: { name: "marked-config" } }],
          ports: [{ name: "marked-port", containerPort: 1 }],
        }, { name: "controller", image: "docker.io/denoland/deno:2.9.6" }],
        volumes: [{ name: "marked-volume", secret: { secretName: "marked-secret" } }],
        schedulerName: "marked-scheduler",
        serviceAccountName: "marked-account",
        runtimeClassName: "marked-runtime",
        hostAliases: [{ hostnames: ["markedhost"] }],
        dnsConfig: { searches: ["marked"] },
        topologySpreadConstraints: [{ topologyKey: "marked" }],
      }, { status: { containerStatuses: [{ name: "marked-container", imageID: "marked@sha256:0" }] } }),
      log("image markedteam/marked-lb:marked-fix of markedlb-6c8f7-x2k4p"),
    ],
    kept: ["deno:2.9.6", "controller"],
  },
  {
    name: "mail, hosts and capitals in a log",
    parts: [
      items("objects/nodes.json", { kind: "Node", metadata: { name: "n1.marked.local" } }),
      log("jo.marked@mail.example, db.marked.lan:5432, N1.Marked.Local, see main.ts and spec.addresses"),
    ],
    kept: ["see main.ts and spec.addresses"],
  },
  {
    name: "Services, users and servers that are only in logs and metrics",
    parts: [
      log(
        '2026-11-30T04:00:00Z {"message":"x","service":"marked-space/marked-log"}',
        'User "jo.marked" at http://marked:80/',
      ),
      { is: "metrics", path: "metrics/a.txt", text: 'x{service="marked-space/marked-metric",namespace="marked2"} 1' },
    ],
    kept: ["namespace-1/service-1", "namespace-1/service-2"],
  },
  {
    name: "a label with the name of a field",
    parts: [service({ labels: { kind: "markedkind", status: "markedstatus" } })],
  },
  {
    name: "a VirtualIP whose Service, pool and nodes are deleted",
    parts: [items("objects/virtualips.json", {
      kind: "VirtualIP",
      metadata: { name: "192.0.2.5" },
      spec: {
        pool: "markedpool",
        services: [{
          namespace: "markedns",
          name: "markedsv",
          sharing: { key: "markedkey", backend: "markedns markedlabel=markedvalue" },
        }],
        l2: { node: "marked1", takenFrom: "marked2", order: [{ node: "marked3" }] },
        bgp: { advertisements: [{ name: "marked5", nodes: ["marked4"] }] },
      },
    })],
  },
  {
    name: "an event",
    parts: [items("objects/events.json", {
      kind: "Event",
      metadata: { name: "markedpod-7.17f", namespace: "metallb-system" },
      message: "pod markedpod-7 is not ready",
      involvedObject: { kind: "Pod", namespace: "metallb-system", name: "markedpod-7" },
      source: { component: "marked-operator" },
      reportingInstance: "marked-operator-1",
    })],
    kept: ["is not ready"],
  },
  {
    name: "a field manager and a foreign owner",
    parts: [service({
      managedFields: [{ manager: "marked-operator" }, { manager: "kubectl" }],
      ownerReferences: [{ apiVersion: "marked.example/v1", kind: "MarkedThing", name: "marked-owner" }],
    })],
    kept: ["kubectl"],
  },
];

Deno.test.each(rows)("an anonymous archive has no name: $name", ({ parts, kept = [] }) => {
  const text = JSON.stringify(anonymous(withoutSecrets(parts), "metallb-system"), undefined, 1);
  assert.deepEqual(text.split("\n").filter((line) => /marked/i.test(line)), []);
  assert.deepEqual(kept.filter((word) => !text.includes(word)), []);
});

Deno.test("a class has one replacement in settings, Services and arguments", () => {
  const parts: readonly Part[] = [
    { is: "json", path: "collection.json", value: { settings: { loadBalancerClass: "acme/lb" } } },
    items("objects/services.json", {
      kind: "Service",
      metadata: { name: "web" },
      spec: { loadBalancerClass: "acme/lb" },
    }),
    pod({ containers: [{ args: ["--lb-class", "acme/lb"] }, { args: ["--lb-class=acme/lb"] }] }),
  ];
  const text = JSON.stringify(anonymous(parts, "metallb-system"));
  assert.equal(text.match(/class-1/g)?.length, 4);
  assert.doesNotMatch(text, /acme|class-2/);
});

Deno.test("a MAC has the same replacement in each form, and a reverse name has no address", () => {
  const line =
    "3c:22:fb:0a:1b:2c 3C-22-FB-0A-1B-2C 3c22.fb0a.1b2c enx3c22fb0a1b2c 33.2.0.192.in-addr.arpa 01:00:5e:00:00:01";
  const [part] = anonymous([log(line)], "metallb-system");
  assert.ok(part?.is === "log");
  const [mac = "", dashes, dots, link, , group] = part.text.split(" ");
  const digits = mac.replaceAll(":", "");
  assert.match(mac, /^02:00:00:/);
  assert.deepEqual([dashes, dots?.replaceAll(".", ""), link, group], [
    mac.replaceAll(":", "-"),
    digits,
    `enx${digits}`,
    "01:00:5e:00:00:01",
  ]);
  assert.doesNotMatch(part.text, /33|192/);
});

Deno.test("an address has the same replacement in each form", () => {
  const line = "192.0.2.33 ip-192-0-2-33 192_0_2_33 192.0.2.33.443 192\\.0\\.2\\.33 eth0.192.0.2.33 10-20-30.40 " +
    "192-0-2-33.default.pod.cluster.local";
  const [part] = anonymous([log(line)], "metallb-system");
  assert.ok(part?.is === "log");
  const [, a, b, c] = /^(\d+)\.(\d+)\.(\d+)\.33 /.exec(part.text) ?? [];
  const by = (joint: string): string => [a, b, c, "33"].join(joint);
  assert.equal(
    part.text,
    `${by(".")} ip-${by("-")} ${by("_")} ${by(".")}.443 ${by("\\.")} eth0.${by(".")} 10-20-30.40 ` +
      `${by("-")}.default.pod.cluster.local`,
  );
  assert.notEqual(a, "192");
});

Deno.test("a name for the way back from an address has no address, whatever stands before it", () => {
  const [part] = anonymous([log("b._dns-sd._udp.33.2.0.192.in-addr.arpa")], "metallb-system");
  assert.ok(part?.is === "log");
  assert.doesNotMatch(part.text, /33|192/);
});

Deno.test("a Service with the name of a folder of the archive changes no path of objects", () => {
  const objects = items("objects/services.json", {
    kind: "Service",
    metadata: { name: "services", namespace: "objects" },
  });
  assert.equal(anonymous([objects], "metallb-system")[0]?.path, "objects/services.json");
});
