import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "yaml";
import { isKind, schemaFaults, type SchemaKind, unknownFields } from "../../../runtime/store/schema.ts";
import { withoutNulls } from "../../../runtime/store/without_nulls.ts";

const good: Readonly<Record<SchemaKind, string>> = {
  Service: `
    apiVersion: v1
    kind: Service
    metadata: {name: nginx, namespace: default, labels: {app: nginx}}
    spec:
      type: LoadBalancer
      ipFamilyPolicy: PreferDualStack
      ports: [{name: http, port: 80, targetPort: http, protocol: TCP}]
    status: {loadBalancer: {ingress: [{ip: 192.0.2.1, ipMode: VIP}]}}`,
  Namespace: `{apiVersion: v1, kind: Namespace, metadata: {name: default}, spec: {finalizers: [kubernetes]}}`,
  Node: `
    apiVersion: v1
    kind: Node
    metadata: {name: node-1}
    spec: {taints: [{key: node.kubernetes.io/out-of-service, effect: NoExecute}]}
    status:
      addresses: [{type: InternalIP, address: 192.0.2.1}]
      conditions: [{type: NetworkUnavailable, status: "False"}]`,
  EndpointSlice: `
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata: {name: nginx-1, namespace: default, labels: {kubernetes.io/service-name: nginx}}
    addressType: IPv4
    endpoints: [{addresses: [10.0.0.1], nodeName: node-1, conditions: {ready: true, serving: true}}]`,
  Lease: `
    apiVersion: coordination.k8s.io/v1
    kind: Lease
    metadata: {name: announcer-node-1, namespace: metallb-system}
    spec: {holderIdentity: node-1, leaseDurationSeconds: 40, renewTime: "2026-11-23T10:00:00.000000Z"}`,
  Event: `
    apiVersion: v1
    kind: Event
    metadata: {name: nginx.1, namespace: default}
    type: Normal
    reason: IPAllocated
    message: Assigned IP ["192.0.2.1"]
    involvedObject: {apiVersion: v1, kind: Service, name: nginx, namespace: default}
    source: {component: metallb-controller}
    firstTimestamp: "2026-11-23T10:00:00Z"
    lastTimestamp: "2026-11-23T10:00:00Z"
    count: 1`,
  Secret: `
    apiVersion: v1
    kind: Secret
    metadata: {name: router-password, namespace: metallb-system}
    type: kubernetes.io/basic-auth
    data: {password: c2VzYW1l}`,
  ConfigMap:
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: bgpextras, namespace: metallb-system}, data: {extras: x}}`,
  Role: `
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: arpeggio-announcer-bgp-passwords, namespace: metallb-system}
    rules: [{apiGroups: [""], resources: [secrets], resourceNames: [rack], verbs: [list, watch]}]`,
  IPAddressPool: `
    apiVersion: metallb.io/v1beta1
    kind: IPAddressPool
    metadata: {name: first-pool, namespace: metallb-system}
    spec:
      addresses: [172.16.16.0/24]
      autoAssign: false
      serviceAllocation: {priority: 50, serviceSelectors: [{matchExpressions: [{key: app, operator: In, values: [a]}]}]}
    status: {assignedIPv4: 1, assignedIPv6: 0, availableIPv4: 253, availableIPv6: 0}`,
  L2Advertisement: `
    apiVersion: metallb.io/v1beta1
    kind: L2Advertisement
    metadata: {name: all}
    spec: {preferredNodeSelectors: [{weight: 100, preference: {matchLabels: {rack: a}}}]}`,
  BGPAdvertisement: `
    apiVersion: metallb.io/v1beta1
    kind: BGPAdvertisement
    metadata: {name: all}
    spec: {aggregationLength: 24, communities: [no-export]}`,
  BGPPeer: `
    apiVersion: metallb.io/v1beta2
    kind: BGPPeer
    metadata: {name: top-of-rack}
    spec: {myASN: 4200000000, peerASN: 64513, peerAddress: 192.0.2.1, holdTime: 90s}`,
  BFDProfile:
    `{apiVersion: metallb.io/v1beta1, kind: BFDProfile, metadata: {name: fast}, spec: {receiveInterval: 150}}`,
  Community: `
    apiVersion: metallb.io/v1beta1
    kind: Community
    metadata: {name: names}
    spec: {communities: [{name: no-export, value: "65535:65281"}]}`,
  ServiceL2Status: `
    apiVersion: metallb.io/v1beta1
    kind: ServiceL2Status
    metadata: {name: l2-abcde}
    status: {node: node-1, serviceName: nginx, serviceNamespace: default, interfaces: [{name: eth0}]}`,
  ServiceBGPStatus: `
    apiVersion: metallb.io/v1beta1
    kind: ServiceBGPStatus
    metadata: {name: bgp-abcde}
    status: {node: node-1, serviceName: nginx, serviceNamespace: default, peers: [top-of-rack]}`,
  ConfigurationState: `
    apiVersion: metallb.io/v1beta1
    kind: ConfigurationState
    metadata: {name: controller}
    status:
      result: Valid
      conditions:
      - {type: poolReconcilerValid, status: "True", reason: Reconciled, message: "", lastTransitionTime: "2026-11-23T10:00:00Z"}`,
  VirtualIP: `
    apiVersion: arpeggio.dev/v1alpha1
    kind: VirtualIP
    metadata: {name: 172.16.16.201}
    spec:
      address: 172.16.16.201
      pool: first-pool
      services: [{namespace: default, name: nginx}]
      l2: {order: [{node: test-1, interfaces: [eth0]}, {node: test-3}], revision: 3}
    status: {node: test-1, interfaces: [eth0], revision: 3, since: "2026-11-23T10:00:00Z"}`,
};

const kinds = Object.keys(good) as SchemaKind[];

Deno.test.each(kinds.map((kind) => ({ kind })))(
  "schemaFaults() and unknownFields() accept a good $kind",
  ({ kind }) => {
    assert.deepEqual(schemaFaults(kind, parse(good[kind])), []);
    assert.deepEqual(unknownFields(kind, parse(good[kind])), []);
  },
);

interface Row {
  readonly name: string;
  readonly kind: SchemaKind;
  /** The fields that replace fields of a valid object. */
  readonly change: Readonly<Record<string, unknown>>;
  readonly want: readonly string[];
}

const bad: readonly Row[] = [
  { name: "no name", kind: "Service", change: { metadata: {} }, want: ["metadata.name: required, but missing"] },
  { name: "no spec", kind: "IPAddressPool", change: { spec: undefined }, want: ["spec: required, but missing"] },
  {
    name: "another kind",
    kind: "L2Advertisement",
    change: { kind: "L2Advertisment" },
    want: ['kind: expected L2Advertisement, found text "L2Advertisment"'],
  },
  {
    name: "another version",
    kind: "BGPPeer",
    change: { apiVersion: "metallb.io/v1" },
    want: ['apiVersion: expected metallb.io/v1beta2, found text "metallb.io/v1"'],
  },
  {
    name: "an address that is a number",
    kind: "IPAddressPool",
    change: { spec: { addresses: [5] } },
    want: ["spec.addresses[0]: expected text, found number 5"],
  },
  {
    name: "an address without a list",
    kind: "IPAddressPool",
    change: { spec: { addresses: "10.0.0.0/24" } },
    want: ['spec.addresses: expected a list, found text "10.0.0.0/24"'],
  },
  {
    name: "a label that is a number",
    kind: "Service",
    change: { metadata: { name: "nginx", labels: { version: 1 } } },
    want: ["metadata.labels.version: expected text, found number 1"],
  },
  {
    name: "an invalid port",
    kind: "Service",
    change: { spec: { ports: [{ port: 70000 }] } },
    want: ["spec.ports[0].port: expected at most 65535, found number 70000"],
  },
  {
    name: "a weight too large",
    kind: "L2Advertisement",
    change: { spec: { preferredNodeSelectors: [{ weight: 101, preference: {} }] } },
    want: ["spec.preferredNodeSelectors[0].weight: expected at most 100, found number 101"],
  },
  {
    name: "nine nodes in an order",
    kind: "VirtualIP",
    change: {
      spec: {
        address: "192.0.2.1",
        pool: "p",
        services: [],
        l2: { order: Array.from({ length: 9 }, (_, index) => ({ node: `n${index}` })), revision: 0 },
      },
    },
    want: ["spec.l2.order: expected at most 8 items, found a list of 9 items"],
  },
];

Deno.test.each([...bad])("schemaFaults() reports $name of a $kind", ({ kind, change, want }) => {
  const object = { ...parse(good[kind]), ...change };
  assert.deepEqual(schemaFaults(kind, object).map(({ path, message }) => `${path}: ${message}`), want);
});

Deno.test("unknownFields() reports a misspelt field of a custom kind, but not additional fields of a core kind", () => {
  const pool = { ...parse(good.IPAddressPool), spec: { addresses: ["10.0.0.0/24"], autoAsign: false } };
  assert.deepEqual(unknownFields("IPAddressPool", pool), [{ path: "spec.autoAsign", message: "unknown field" }]);
  const service = { ...parse(good.Service), spec: { sessionAffinity: "None" } };
  assert.deepEqual(unknownFields("Service", service), []);
});

Deno.test("schemaFaults(), unknownFields() and isKind() do not throw, whatever the value", () => {
  fc.assert(fc.property(fc.constantFrom(...kinds), fc.anything(), (kind, value) => {
    assert.notEqual(schemaFaults(kind, value).length, 0);
    unknownFields(kind, value);
    assert.equal(isKind("Service", value), false);
  }));
});

Deno.test("schemaFaults() and isKind() do not throw, whatever value is in a field of an object", () => {
  const parts = fc.constantFrom("metadata", "spec", "status");
  fc.assert(fc.property(fc.constantFrom(...kinds), parts, fc.jsonValue(), (kind, part, value) => {
    const object = { ...parse(good[kind]), [part]: value };
    for (const { path } of schemaFaults(kind, object)) assert.ok(path.startsWith(part), path);
  }));
});

Deno.test("withoutNulls() drops null fields of a manifest, as an API server does, but keeps nulls in lists", () => {
  const manifest = parse("metadata: {name: x, labels: }\nspec:\n  addresses: [a, null]\n  serviceAllocation:\n");
  assert.deepEqual(withoutNulls(manifest), { metadata: { name: "x" }, spec: { addresses: ["a", null] } });
});
