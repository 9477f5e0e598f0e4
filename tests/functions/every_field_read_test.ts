/**
 * Every field of an advertisement or a BGPPeer has an effect. For each field of the schema, there are two values, and a
 * world in which they lead to different decisions.
 *
 * @module
 */

import assert from "node:assert/strict";
import { parse } from "yaml";
import { decide } from "../../functions/decide.ts";
import type { BGPAdvertisement, BGPPeer, L2Advertisement } from "../../functions/model/crds.ts";
import type { Lease, Node, Secret, Service } from "../../functions/model/kubernetes.ts";
import { annotationBGP, annotationLinks, labelComponent, labelNode } from "../../functions/model/names.ts";
import { defaultSettings, type Observed } from "../../functions/model/observed.ts";
import { route } from "../../functions/route.ts";

type Spec = Readonly<Record<string, unknown>>;
type Values = readonly [before: Spec, after: Spec];

const zone = [{ matchLabels: { zone: "b" } }];
const selector: Values = [{}, { nodeSelectors: zone }];

const peers: Readonly<Record<string, Values>> = {
  myASN: [{ myASN: 64512 }, { myASN: 64514 }],
  peerASN: [{ peerASN: 64513 }, { peerASN: 64515 }],
  dynamicASN: [{ peerASN: undefined, dynamicASN: "external" }, { peerASN: undefined, dynamicASN: "internal" }],
  localASN: [{}, { localASN: 64600 }],
  peerAddress: [{}, { peerAddress: "172.16.0.253" }],
  interface: [{ peerAddress: undefined, interface: "eth0" }, { peerAddress: undefined, interface: "eth1" }],
  sourceAddress: [{}, { sourceAddress: "172.16.0.11" }],
  peerPort: [{}, { peerPort: 1790 }],
  holdTime: [{ holdTime: "90s" }, { holdTime: "30s" }],
  keepaliveTime: [{ keepaliveTime: "10s", holdTime: "30s" }, { keepaliveTime: "5s", holdTime: "30s" }],
  connectTime: [{}, { connectTime: "5s" }],
  routerID: [{}, { routerID: "10.0.0.11" }],
  nodeSelectors: selector,
  password: [{ password: "one" }, { password: "two" }],
  "passwordSecret.name": [{ passwordSecret: { name: "one" } }, { passwordSecret: { name: "two" } }],
  "passwordSecret.namespace": [
    { passwordSecret: { name: "one" } },
    { passwordSecret: { name: "one", namespace: "elsewhere" } },
  ],
  bfdProfile: [{}, { bfdProfile: "fast" }],
  enableGracefulRestart: [{}, { enableGracefulRestart: true }],
  ebgpMultiHop: [{}, { ebgpMultiHop: true }],
  vrf: [{}, { vrf: "red" }],
  disableMP: [{}, { disableMP: true }],
  dualStackAddressFamily: [{}, { dualStackAddressFamily: true }],
};

const bgpAdvertisements: Readonly<Record<string, Values>> = {
  aggregationLength: [{}, { aggregationLength: 24 }],
  aggregationLengthV6: [{}, { aggregationLengthV6: 200 }],
  localPref: [{}, { localPref: 200 }],
  communities: [{}, { communities: ["64512:1"] }],
  ipAddressPools: [{}, { ipAddressPools: ["other"] }],
  ipAddressPoolSelectors: [{}, { ipAddressPoolSelectors: zone }],
  nodeSelectors: selector,
  peers: [{}, { peers: ["other"] }],
  serviceSelectors: [{}, { serviceSelectors: zone }],
};

const l2Advertisements: Readonly<Record<string, Values>> = {
  ipAddressPools: [{}, { ipAddressPools: ["other"] }],
  ipAddressPoolSelectors: [{}, { ipAddressPoolSelectors: zone }],
  nodeSelectors: selector,
  interfaces: [{}, { interfaces: ["eth0"] }],
  serviceSelectors: [{}, { serviceSelectors: zone }],
  "preferredNodeSelectors.weight": [
    { preferredNodeSelectors: [preferring("a", 2), preferring("b", 1)] },
    { preferredNodeSelectors: [preferring("a", 2), preferring("b", 3)] },
  ],
  "preferredNodeSelectors.preference": [
    { preferredNodeSelectors: [preferring("a", 1)] },
    { preferredNodeSelectors: [preferring("b", 1)] },
  ],
};

const kinds: readonly {
  readonly kind: string;
  readonly file: string;
  readonly fields: Readonly<Record<string, Values>>;
  readonly worldOf: (spec: Spec) => Partial<Observed>;
}[] = [
  {
    kind: "BGPPeer",
    file: "bgppeers",
    fields: peers,
    worldOf: (spec) => ({ bgpPeers: [peer(spec)], bgpAdvertisements: [bgpAdvertisement({})] }),
  },
  {
    kind: "BGPAdvertisement",
    file: "bgpadvertisements",
    fields: bgpAdvertisements,
    worldOf: (spec) => ({ bgpPeers: [peer({})], bgpAdvertisements: [bgpAdvertisement(spec)] }),
  },
  {
    kind: "L2Advertisement",
    file: "l2advertisements",
    fields: l2Advertisements,
    worldOf: (spec) => ({ l2Advertisements: [l2Advertisement(spec)] }),
  },
];

for (const { kind, file, fields, worldOf } of kinds) {
  Deno.test(`${kind}: the table has every field of the schema`, () => {
    assert.deepEqual(Object.keys(fields).sort(), fieldsInSchema(file).sort());
  });
  for (const [field, [before, after]] of Object.entries(fields)) {
    Deno.test(`${kind}: ${field} is read`, () => {
      assert.notDeepEqual(decidedIn(worldOf(after)), decidedIn(worldOf(before)));
    });
  }
}

/** The fields of `spec` in the stored version; a label selector counts as one field. */
function fieldsInSchema(file: string): string[] {
  const crd = parse(Deno.readTextFileSync(new URL(`../../manifests/crds/${file}.yaml`, import.meta.url)));
  // deno-lint-ignore no-explicit-any
  const { schema } = crd.spec.versions.find((each: any) => each.storage);
  return leaves(schema.openAPIV3Schema.properties.spec, "");
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

function leaves({ properties, items }: Schema, path: string): string[] {
  if (items !== undefined) return leaves(items, path);
  if (properties === undefined || "matchLabels" in properties) return [path];
  return Object.entries(properties).flatMap(([name, inside]) => leaves(inside, path === "" ? name : `${path}.${name}`));
}

/** What the functions decide: the plans, the faults, and FRR's configuration with its passwords and verdicts. */
function decidedIn(part: Partial<Observed>): unknown {
  const observed = { ...world(), ...part };
  const { virtualIPs, faults } = decide(observed);
  const [node] = observed.nodes;
  assert.ok(node);
  const { text, passwords, verdicts, faults: onNode } = route({ ...observed, node, virtualIPs, secrets: secrets() });
  return { plans: virtualIPs.map(({ spec }) => spec), faults, text, passwords, verdicts, onNode };
}

const now = Date.parse("2026-11-23T10:00:00Z");
const home = defaultSettings.namespace;

function world(): Observed {
  return {
    now,
    settings: defaultSettings,
    services: [service()],
    namespaces: [],
    nodes: ["a", "b"].map(node),
    endpointSlices: [{
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: "web-1", namespace: "default", labels: { "kubernetes.io/service-name": "web" } },
      endpoints: [{ nodeName: "node-a" }],
    }],
    leases: ["a", "b"].map(lease),
    pools: [{
      apiVersion: "metallb.io/v1beta1",
      kind: "IPAddressPool",
      metadata: { name: "first", namespace: home },
      spec: { addresses: ["192.0.2.0/24"] },
    }],
    l2Advertisements: [],
    bgpPeers: [],
    bgpAdvertisements: [],
    bfdProfiles: [{
      apiVersion: "metallb.io/v1beta1",
      kind: "BFDProfile",
      metadata: { name: "fast", namespace: home },
      spec: {},
    }],
    communities: [],
    virtualIPs: [],
    l2Statuses: [],
    bgpStatuses: [],
    configurationStates: [],
  };
}

function service(): Service {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "default", labels: { zone: "a" } },
    spec: { type: "LoadBalancer", clusterIP: "10.96.0.1", ports: [{ port: 80 }] },
  };
}

function node(letter: string): Node {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: `node-${letter}`, labels: { zone: letter } },
    status: { addresses: [{ type: "InternalIP", address: `172.16.0.1${letter === "a" ? 1 : 2}` }] },
  };
}

function lease(letter: string): Lease {
  const links = [{ name: "eth0", mac: `02:00:00:00:0${letter}:00`, addresses: ["172.16.0.11/16"] }];
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name: `arpeggio-announcer-node-${letter}`,
      namespace: home,
      labels: { [labelComponent]: "announcer", [labelNode]: `node-${letter}` },
      annotations: {
        [annotationLinks]: JSON.stringify({ links }),
        [annotationBGP]: JSON.stringify({ sessions: [], withheld: [], problems: [] }),
      },
    },
    spec: {
      holderIdentity: `node-${letter}`,
      renewTime: new Date(now).toISOString(),
      acquireTime: new Date(now).toISOString(),
    },
  };
}

function secrets(): Secret[] {
  return ["one", "two"].map((name) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace: home },
    type: "kubernetes.io/basic-auth",
    data: { password: btoa(name) },
  }));
}

function peer(spec: Spec): BGPPeer {
  return {
    apiVersion: "metallb.io/v1beta2",
    kind: "BGPPeer",
    metadata: { name: "router", namespace: home },
    spec: given({ myASN: 64512, peerASN: 64513, peerAddress: "172.16.0.254", ...spec }),
  };
}

function bgpAdvertisement(spec: Spec): BGPAdvertisement {
  const metadata = { name: "public", namespace: home };
  return { apiVersion: "metallb.io/v1beta1", kind: "BGPAdvertisement", metadata, spec: given(spec) };
}

function l2Advertisement(spec: Spec): L2Advertisement {
  const metadata = { name: "public", namespace: home };
  return { apiVersion: "metallb.io/v1beta1", kind: "L2Advertisement", metadata, spec: given(spec) };
}

function preferring(letter: string, weight: number): Spec {
  return { weight, preference: { matchLabels: { zone: letter } } };
}

/** The specification without the fields that a case removes. */
// deno-lint-ignore no-explicit-any
function given(spec: Spec): any {
  return JSON.parse(JSON.stringify(spec));
}
