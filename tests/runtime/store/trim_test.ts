import assert from "node:assert/strict";
import { incoming } from "../../../runtime/store/incoming.ts";

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

Deno.test("incoming() keeps the fields of a Service that decisions need", () => {
  assert.deepEqual(
    incoming("Service", {
      metadata: {
        name: "web",
        namespace: "default",
        resourceVersion: "7",
        labels: { app: "web" },
        annotations: { [lastApplied]: "{}" },
        managedFields: [{ manager: "kubectl" }],
        selfLink: null,
      },
      spec: {
        type: "LoadBalancer",
        clusterIP: "10.96.0.9",
        sessionAffinity: "None",
        ports: [{ port: 80, protocol: "TCP", targetPort: 8080, nodePort: 30000 }],
      },
      status: { loadBalancer: { ingress: [{ ip: "192.0.2.1", ports: [{ port: 80, protocol: "TCP" }], other: 1 }] } },
    }),
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web", namespace: "default", resourceVersion: "7", labels: { app: "web" } },
      spec: { type: "LoadBalancer", clusterIP: "10.96.0.9", ports: [{ port: 80, protocol: "TCP" }] },
      status: { loadBalancer: { ingress: [{ ip: "192.0.2.1", ports: [{ port: 80, protocol: "TCP" }] }] } },
    },
  );
});

Deno.test("incoming() keeps the Service of an EndpointSlice, and the nodes with serving endpoints", () => {
  const slice = incoming("EndpointSlice", {
    metadata: {
      name: "web-1",
      namespace: "default",
      labels: { "kubernetes.io/service-name": "web", other: "x" },
      uid: "u",
    },
    addressType: "IPv4",
    endpoints: [{
      addresses: ["10.0.0.1"],
      nodeName: "a",
      conditions: { ready: true, serving: true, terminating: false },
      targetRef: { kind: "Pod" },
    }],
    ports: [{ port: 80 }],
  });
  assert.deepEqual(slice, {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: "web-1", namespace: "default", labels: { "kubernetes.io/service-name": "web" } },
    endpoints: [{ nodeName: "a", conditions: { ready: true, serving: true } }],
  });
});

Deno.test("incoming() drops the last-applied annotation, and all annotations of a Node", () => {
  const annotations = { [lastApplied]: "{}", "metallb.io/address-pool": "first" };
  const metadata = { name: "x", annotations };
  assert.deepEqual(incoming("Service", { metadata, spec: {} })?.metadata.annotations, {
    "metallb.io/address-pool": "first",
  });
  assert.equal(incoming("Node", { metadata })?.metadata.annotations, undefined);
});

Deno.test.each([
  { what: "nothing", object: undefined },
  { what: "a list", object: [] },
  { what: "no metadata", object: {} },
  { what: "no name", object: { metadata: {} } },
  { what: "a name that is a number", object: { metadata: { name: 5 } } },
])("incoming() rejects $what", ({ object }) => {
  assert.equal(incoming("Service", object), undefined);
});
