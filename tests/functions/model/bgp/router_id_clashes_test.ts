import assert from "node:assert/strict";
import { routerIDClashes } from "../../../../functions/model/bgp/router_id_clashes.ts";
import type { Node } from "../../../../functions/model/kubernetes.ts";

function node(name: string, address: string): Node {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name },
    status: { addresses: [{ type: "InternalIP", address }] },
  };
}

interface Row {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly peers?: readonly { readonly spec: unknown }[];
  readonly want: Readonly<Record<string, readonly string[]>>;
}

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
    name: "a BGPPeer sets the router ID, so the addresses do not matter",
    nodes: twins,
    peers: [{ spec: { routerID: "192.0.2.9" } }],
    want: {},
  },
];

for (const { name, nodes, peers = [], want } of rows) {
  Deno.test(`routerIDClashes(): ${name}`, () => {
    const found = routerIDClashes(nodes, peers);
    assert.deepEqual(Object.fromEntries([...found].map(([each, { others }]) => [each, others])), want);
  });
}
