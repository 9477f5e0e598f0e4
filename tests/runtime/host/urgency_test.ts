import assert from "node:assert/strict";
import type { Service } from "../../../functions/model/kubernetes.ts";
import type { VirtualIP } from "../../../functions/model/crds.ts";
import { type Urgency, urgencyOf } from "../../../runtime/host/urgency.ts";
import { nextWrite, type Wanted } from "../../../runtime/host/wanted.ts";

const service: Service = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "nginx", namespace: "default", resourceVersion: "1" },
  spec: { type: "LoadBalancer", ports: [] },
  status: { loadBalancer: { ingress: [{ ip: "172.16.16.201" }] } },
};
const unannounced: VirtualIP = {
  apiVersion: "arpeggio.dev/v1alpha1",
  kind: "VirtualIP",
  metadata: { name: "172.16.16.201" },
  spec: { address: "172.16.16.201", pool: "first-pool", services: [] },
};
const announced: VirtualIP = {
  ...unannounced,
  spec: { ...unannounced.spec, l2: { order: [{ node: "test-1" }], revision: 1 } },
};
const labelled: VirtualIP = {
  ...announced,
  metadata: { ...announced.metadata, labels: { "node.arpeggio.dev/test-1": "true" } },
};
const routed: VirtualIP = { ...unannounced, spec: { ...unannounced.spec, bgp: { advertisements: [{ name: "all" }] } } };
const condition = { type: "arpeggio.dev/Announced", status: "True", reason: "Announcing", message: "" };

const rows: readonly (readonly [string, Urgency, Wanted, Service | VirtualIP | undefined])[] = [
  ["a Service gets an address", "address", statusOf(service.status ?? {}), { ...service, status: {} }],
  ["a Service loses its address", "address", statusOf({}), service],
  [
    "only a condition of a Service changes",
    "account",
    statusOf({ ...service.status, conditions: [condition] }),
    service,
  ],
  ["a new address has an order of nodes for layer 2", "wire", wantedOf(announced), undefined],
  ["a new address has advertisements for BGP", "wire", wantedOf(routed), undefined],
  ["a new address has neither an order nor advertisements", "account", wantedOf(unannounced), undefined],
  ["an address gets an order of nodes", "wire", wantedOf(announced), unannounced],
  ["only labels of a VirtualIP change", "account", wantedOf(labelled), announced],
  ["an address loses its order of nodes", "wire", wantedOf(unannounced), announced],
  ["an address is no longer in use", "wire", { what: "nothing", kind: "VirtualIP", name: "172.16.16.201" }, announced],
];

for (const [name, urgency, wanted, current] of rows) {
  Deno.test(`urgency: ${name}: ${urgency}`, () => {
    const write = nextWrite(wanted, current);
    assert.ok(write !== undefined);
    assert.equal(urgencyOf(write), urgency);
  });
}

function wantedOf(object: VirtualIP): Wanted {
  return { what: "object", kind: "VirtualIP", object };
}

function statusOf(status: object): Wanted {
  return { what: "status", kind: "Service", name: "nginx", namespace: "default", status };
}
