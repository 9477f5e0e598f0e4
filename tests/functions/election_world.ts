/**
 * Worlds for the properties of `elect`: nodes, announcers, advertisements and Services with addresses, drawn by
 * fast-check.
 */

import fc from "fast-check";
import type { VirtualIP } from "../../functions/model/crds.ts";
import type { EndpointSlice, Instant, Lease, Node, Service } from "../../functions/model/kubernetes.ts";
import { annotationAllocatedFrom, labelComponent, labelNode, labelServiceName } from "../../functions/model/names.ts";
import { defaultSettings, type Observed } from "../../functions/model/observed.ts";
import { present } from "./scenarios.ts";

export const hour = 3_600_000;

/** Nodes n0, n1 and so on, which are all candidates for all addresses, and `services` Services with an address each. */
export function plainWorld(nodes: number, services: number, now: Instant = present): Observed {
  return {
    now,
    settings: defaultSettings,
    services: range(services).map((index) => serviceAt(index, {})),
    namespaces: [],
    nodes: range(nodes).map((index) => nodeNamed(`n${index}`)),
    endpointSlices: range(services).map((index) => sliceOf(index, ["n0"])),
    leases: range(nodes).map((index) => leaseOf(`n${index}`, now - hour, now - 5000)),
    pools: [{
      apiVersion: "metallb.io/v1beta1",
      kind: "IPAddressPool",
      metadata: { name: "pool", namespace: "metallb-system" },
      spec: { addresses: ["10.0.0.0/8"] },
    }],
    l2Advertisements: [
      {
        apiVersion: "metallb.io/v1beta1",
        kind: "L2Advertisement",
        metadata: { name: "all", namespace: "metallb-system" },
      },
    ],
    bgpPeers: [],
    bgpAdvertisements: [],
    bfdProfiles: [],
    communities: [],
    virtualIPs: [],
    l2Statuses: [],
    bgpStatuses: [],
    configurationStates: [],
  };
}

/** Worlds with selectors of nodes and Services, preferred nodes, interfaces, policy Local and shared addresses. */
export const worlds: fc.Arbitrary<Observed> = fc.record({
  nodes: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 10 }) }, fc.integer({ min: 11, max: 60 })),
  services: fc.array(
    fc.record({
      local: fc.boolean(),
      app: fc.constantFrom("a", "b"),
      on: fc.subarray(["n0", "n1", "n2", "n3", "n4", "n5"]),
      shared: fc.boolean(),
    }),
    { maxLength: 14 },
  ),
  advertisements: fc.array(
    fc.record({
      racks: fc.subarray(["0", "1", "2"]),
      apps: fc.subarray(["a", "b"]),
      interfaces: fc.subarray(["eth0", "eth1"]),
      preferred: fc.option(fc.record({ weight: fc.integer({ min: 1, max: 3 }), rack: fc.constantFrom("0", "1", "2") })),
    }),
    { minLength: 1, maxLength: 3 },
  ),
}).map(({ nodes, services, advertisements }) => ({
  ...plainWorld(nodes, services.length),
  services: services.map(({ local, app, shared }, index) => {
    const at = shared && index > 0 ? index - 1 : index;
    return serviceAt(index, { app, local, at });
  }),
  endpointSlices: services.map(({ on }, index) => sliceOf(index, on)),
  l2Advertisements: advertisements.map(({ racks, apps, interfaces, preferred }, index) => ({
    apiVersion: "metallb.io/v1beta1",
    kind: "L2Advertisement",
    metadata: { name: `adv-${index}`, namespace: "metallb-system" },
    spec: {
      nodeSelectors: racks.map((rack) => ({ matchLabels: { rack } })),
      serviceSelectors: apps.map((app) => ({ matchLabels: { app } })),
      interfaces,
      ...(preferred !== null && {
        preferredNodeSelectors: [{ weight: preferred.weight, preference: { matchLabels: { rack: preferred.rack } } }],
      }),
    },
  })),
}));

/** The VirtualIPs after every owner has reported at the given time. */
export function reported(virtualIPs: readonly VirtualIP[], at: Instant): VirtualIP[] {
  return virtualIPs.map((virtualIP) => {
    const { spec: { l2 }, status } = virtualIP;
    const node = l2?.order[0]?.node;
    if (l2 === undefined || node === undefined) return virtualIP;
    if (status?.node === node && status.revision === l2.revision) return virtualIP;
    return { ...virtualIP, status: { node, revision: l2.revision, since: new Date(at).toISOString() } };
  });
}

export function ownersOf(virtualIPs: readonly VirtualIP[]): Map<string, string> {
  return new Map(virtualIPs.map(({ spec }) => [spec.address, spec.l2?.order[0]?.node ?? "nobody"]));
}

/** The number of addresses that each node owns, also for nodes without any. */
export function countsOf(virtualIPs: readonly VirtualIP[], nodes: readonly Node[]): number[] {
  const owners = [...ownersOf(virtualIPs).values()];
  return nodes.map(({ metadata: { name } }) => owners.filter((owner) => owner === name).length);
}

export function leaseOf(node: string, upSince: Instant, renewedAt: Instant): Lease {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: node, namespace: "metallb-system", labels: { [labelComponent]: "announcer", [labelNode]: node } },
    spec: { acquireTime: new Date(upSince).toISOString(), renewTime: new Date(renewedAt).toISOString() },
  };
}

export function nodeNamed(name: string): Node {
  const rack = String(Number(name.slice(1)) % 3);
  return { apiVersion: "v1", kind: "Node", metadata: { name, labels: { rack } } };
}

function serviceAt(
  index: number,
  { app = "a", local = false, at = index }: { readonly app?: string; readonly local?: boolean; readonly at?: number },
): Service {
  const ip = `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: `s${index}`,
      namespace: "default",
      labels: { app },
      annotations: { [annotationAllocatedFrom]: "pool" },
    },
    spec: { type: "LoadBalancer", ...(local && { externalTrafficPolicy: "Local" }) },
    status: { loadBalancer: { ingress: [{ ip }] } },
  };
}

function sliceOf(index: number, nodes: readonly string[]): EndpointSlice {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: `s${index}-1`, namespace: "default", labels: { [labelServiceName]: `s${index}` } },
    endpoints: nodes.map((nodeName) => ({ nodeName })),
  };
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
