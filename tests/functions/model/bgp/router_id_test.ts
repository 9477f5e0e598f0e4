import assert from "node:assert/strict";
import fc from "fast-check";
import { parseAddress } from "../../../../functions/model/addresses/address.ts";
import { isRouterID, routerIDOf } from "../../../../functions/model/bgp/router_id.ts";
import type { Node } from "../../../../functions/model/kubernetes.ts";

const rows = [
  { name: "its own IPv4 address", addresses: [["InternalIP", "192.0.2.11"]], id: "192.0.2.11" },
  {
    name: "its InternalIP, even if it has an ExternalIP",
    addresses: [["ExternalIP", "198.51.100.7"], ["InternalIP", "192.0.2.11"]],
    id: "192.0.2.11",
  },
  {
    name: "its IPv4 address, even if it has an IPv6 address",
    addresses: [["InternalIP", "fd00::11"], ["InternalIP", "192.0.2.11"]],
    id: "192.0.2.11",
  },
  {
    name: "undefined if the node has no address, so that FRR chooses it",
    addresses: [["Hostname", "worker-0"]],
    id: undefined,
  },
] as const;

Deno.test.each(rows)("a node's router ID is $name", ({ addresses, id }) => {
  assert.equal(routerIDOf(node("worker-0", addresses)), id);
});

Deno.test("router IDs of IPv6-only nodes are valid host addresses, and differ between 1,000 nodes", () => {
  const ids = Array.from(
    { length: 1000 },
    (_, index) => routerIDOf(node(`worker-${index}`, [["InternalIP", "fd00::1"]])),
  );
  assert.equal(new Set(ids).size, ids.length);
  fc.assert(fc.property(fc.string(), (name) => {
    const address = parseAddress(routerIDOf(node(name, [["InternalIP", "fd00::1"]])));
    return address !== undefined && isRouterID(address);
  }));
});

function node(name: string, addresses: readonly (readonly [string, string])[]): Node {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name },
    status: { addresses: addresses.map(([type, address]) => ({ type, address })) },
  };
}
