import assert from "node:assert/strict";
import { decide } from "../../functions/decide.ts";
import type { EndpointSlice, Service } from "../../functions/model/kubernetes.ts";
import { plainWorld } from "./election_world.ts";

function sharer(name: string, app: string, port: number): Service {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: "default", annotations: { "metallb.io/allow-shared-ip": "key" } },
    spec: {
      type: "LoadBalancer",
      clusterIPs: ["10.96.0.1"],
      selector: { app },
      ports: [{ port }],
      externalTrafficPolicy: "Local",
    },
    status: { loadBalancer: { ingress: [{ ip: "10.0.0.1" }] } },
  };
}

function slice(name: string, nodeName: string): EndpointSlice {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: `${name}-1`, namespace: "default", labels: { "kubernetes.io/service-name": name } },
    endpoints: [{ nodeName }],
  };
}

Deno.test("two Services with externalTrafficPolicy Local share an address, and the Service without endpoints on the announcing node is not announced", () => {
  const world = plainWorld(2, 0);
  const observed = {
    ...world,
    services: [sharer("a", "web", 80), sharer("b", "web", 81)],
    endpointSlices: [slice("a", "n0"), slice("b", "n1")],
    virtualIPs: [{
      apiVersion: "arpeggio.dev/v1alpha1",
      kind: "VirtualIP",
      metadata: { name: "10.0.0.1", resourceVersion: "1" },
      spec: {
        address: "10.0.0.1",
        pool: "pool",
        services: [{ namespace: "default", name: "a" }, { namespace: "default", name: "b" }],
        l2: { order: [{ node: "n0" }], revision: 1 },
      },
      status: { node: "n0", interfaces: ["eth0"], revision: 1, since: "2026-01-01T00:00:00Z" },
    }],
  } as const;
  const announced = decide(observed).services.map(({ metadata, status }) => {
    const condition = status?.conditions?.find(({ type }) => type === "arpeggio.dev/Announced");
    return `${metadata.name} ${condition?.status} ${condition?.reason}`;
  });
  assert.deepEqual(announced, ["a True Announcing", "b False NoLocalEndpoints"]);
});
