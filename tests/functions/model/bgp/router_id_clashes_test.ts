import assert from "node:assert/strict";
import { routerIDClashes } from "../../../../functions/model/bgp/router_id_clashes.ts";
import type { BGPPeer } from "../../../../functions/model/crds.ts";
import type { LabelSelector, Node } from "../../../../functions/model/kubernetes.ts";

function node(name: string, address: string): Node {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: { "kubernetes.io/hostname": name } },
    status: { addresses: [{ type: "InternalIP", address }] },
  };
}

function only(name: string): LabelSelector {
  return { matchLabels: { "kubernetes.io/hostname": name } };
}

interface Row {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly peers?: readonly Pick<BGPPeer, "spec">[];
  readonly want: Readonly<Record<string, readonly string[]>>;
}

const asns = { myASN: 64512, peerASN: 64512, peerAddress: "192.0.2.254" };
const twins = [node("a", "192.0.2.1"), node("b", "192.0.2.1"), node("c", "192.0.2.3")];

const rows: readonly Row[] = [
  { name: "nodes with different addresses do not clash", nodes: twins.slice(1), want: {} },
  { name: "two nodes with the same InternalIP clash", nodes: twins, want: { a: ["b"], b: ["a"] } },
  {
    name: "nodes without an address have no router ID, so they do not clash",
    nodes: [node("a", ""), node("b", "")],
    want: {},
  },
  {
    name: "a BGPPeer that selects several nodes gives all of them one router ID",
    nodes: twins.slice(1),
    peers: [{ spec: { ...asns, routerID: "192.0.2.9" } }],
    want: { b: ["c"], c: ["b"] },
  },
  {
    name: "a BGPPeer gives one of two nodes with the same InternalIP another router ID",
    nodes: twins,
    peers: [{ spec: { ...asns, routerID: "192.0.2.9", nodeSelectors: [only("b")] } }],
    want: {},
  },
  {
    name: "a BGPPeer gives a node the router ID of another node",
    nodes: twins.slice(1),
    peers: [{ spec: { ...asns, routerID: "192.0.2.3", nodeSelectors: [only("b")] } }],
    want: { b: ["c"], c: ["b"] },
  },
  {
    name: "a BGPPeer with an invalid router ID is left out",
    nodes: twins.slice(1),
    peers: [{ spec: { ...asns, routerID: "0.0.0.0" } }],
    want: {},
  },
  {
    name: "the router ID of a VRF does not count in the default VRF",
    nodes: twins.slice(1),
    peers: [{ spec: { ...asns, routerID: "192.0.2.9", vrf: "red" } }],
    want: {},
  },
];

for (const { name, nodes, peers = [], want } of rows) {
  Deno.test(`routerIDClashes(): ${name}`, () => {
    const found = routerIDClashes(nodes, peers);
    assert.deepEqual(Object.fromEntries([...found].map(([each, { others }]) => [each, others])), want);
  });
}
