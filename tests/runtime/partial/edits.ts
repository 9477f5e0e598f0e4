/** Edits of a small cluster between two passes, by users, announcers, the API server and other actors. */

import type { VirtualIP } from "../../../functions/model/crds.ts";
import { keyOf, type KubernetesObject, type Service } from "../../../functions/model/kubernetes.ts";
import { annotationBGP, annotationLinks, labelServiceName } from "../../../functions/model/names.ts";
import type { Observed } from "../../../functions/model/observed.ts";
import { leaseOf, nodeNamed, plainWorld } from "../../functions/election_world.ts";
import { present } from "../../functions/scenarios.ts";

/** Three numbers: they choose the edit, the object and the change. */
export type Edit = readonly [number, number, number];

type Change = (world: Observed, which: number, how: number) => Observed;

const namespace = "metallb-system";
const links = JSON.stringify({
  links: [{ name: "eth0", mac: "02:00:00:00:00:11", addresses: ["10.0.0.3/29"] }, { name: "eth1", addresses: [] }],
});

/** Three nodes, two small pools, and a BGPAdvertisement for one of the pools. */
export function startingWorld(): Observed {
  const world = plainWorld(3, 0);
  return {
    ...world,
    namespaces: ["blue", "red"].map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } })),
    leases: world.leases.map((lease) => ({
      ...lease,
      metadata: { ...lease.metadata, annotations: { [annotationLinks]: links } },
    })),
    pools: [pool("p0", ["10.0.0.0-10.0.0.9", "fd00::1-fd00::4"]), pool("p1", ["10.0.1.0-10.0.1.5"])],
    bgpPeers: [{
      apiVersion: "metallb.io/v1beta2",
      kind: "BGPPeer",
      metadata: { name: "router", namespace },
      spec: { myASN: 64512, peerASN: 64512, peerAddress: "192.0.2.1" },
    }],
    bgpAdvertisements: [{
      apiVersion: "metallb.io/v1beta1",
      kind: "BGPAdvertisement",
      metadata: { name: "bgp", namespace },
      spec: { ipAddressPools: ["p1"] },
    }],
  };
}

function pool(name: string, addresses: readonly string[], spec: object = {}): Observed["pools"][number] {
  return {
    apiVersion: "metallb.io/v1beta1",
    kind: "IPAddressPool",
    metadata: { name, namespace },
    spec: { addresses, ...spec },
  };
}

/** The world after the edit. If there is nothing to edit, the objects stay the same. */
export function edited(world: Observed, [number, which, how]: Edit): Observed {
  const change = often[number % (often.length + 1)] ?? rare[which % rare.length];
  return change === undefined ? world : change(world, which, how);
}

function chosen<Item>(items: readonly Item[], which: number): Item | undefined {
  return items[which % Math.max(items.length, 1)];
}

function withOne<Item extends object>(
  items: readonly Item[],
  which: number,
  change: (item: Item) => Item | undefined,
): readonly Item[] {
  const item = chosen(items, which);
  return items.flatMap((each) => each === item ? change(each) ?? [] : [each]);
}

function ofService(change: (service: Service, how: number) => Service | undefined): Change {
  return (world, which, how) => ({ ...world, services: withOne(world.services, which, (each) => change(each, how)) });
}

function ofVirtualIP(change: (virtualIP: VirtualIP, world: Observed, how: number) => VirtualIP | undefined): Change {
  return (world, which, how) => ({
    ...world,
    virtualIPs: withOne(world.virtualIPs, which, (each) => change(each, world, how)),
  });
}

const wishes: readonly Readonly<Record<string, string>>[] = [
  {},
  {},
  { "metallb.io/allow-shared-ip": "a" },
  { "metallb.io/allow-shared-ip": "b" },
  { "metallb.io/address-pool": "p1" },
  { "metallb.io/loadBalancerIPs": "10.0.0.5" },
  { "metallb.io/loadBalancerIPs": "10.0.0.5", "metallb.io/allow-shared-ip": "a" },
];

function serviceNumber(which: number, how: number): Service {
  const dual = how % 5 === 0;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: `s${which % 12}`,
      namespace: how % 2 === 0 ? "blue" : "red",
      creationTimestamp: new Date(present - (how % 9) * 60_000).toISOString(),
      labels: { app: how % 3 === 0 ? "a" : "b" },
      annotations: { ...wishes[how % wishes.length] },
    },
    spec: {
      type: "LoadBalancer",
      ...(how % 11 === 0 && { loadBalancerClass: "example.com/other" }),
      ...(how % 4 === 0 && { externalTrafficPolicy: "Local" }),
      clusterIPs: dual ? ["10.96.0.1", "fd00:96::1"] : ["10.96.0.1"],
      ipFamilies: dual ? ["IPv4", "IPv6"] : ["IPv4"],
      ipFamilyPolicy: dual ? "PreferDualStack" : "SingleStack",
      selector: { app: "a" },
      ports: [{ port: 80 + how % 3, protocol: "TCP" }],
    },
    status: { loadBalancer: {} },
  };
}

function withStatus(service: Service, addresses: readonly string[]): Service {
  return { ...service, status: { ...service.status, loadBalancer: { ingress: addresses.map((ip) => ({ ip })) } } };
}

function sliceFor(service: Service, how: number): Observed["endpointSlices"][number] {
  const { metadata: { name, namespace } } = service;
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name: `${name}-${how % 2}`,
      ...(namespace !== undefined && { namespace }),
      labels: { [labelServiceName]: name },
    },
    endpoints: [{ nodeName: `n${how % 3}`, conditions: { ready: how % 4 !== 0 } }],
  };
}

/** Replaces the object with the same key, or adds the object. */
function put<Item extends KubernetesObject>(items: readonly Item[], item: Item): readonly Item[] {
  const key = keyOf(item);
  return items.some((each) => keyOf(each) === key)
    ? items.map((each) => keyOf(each) === key ? item : each)
    : [...items, item];
}

/** The VirtualIP with a status in which the first or second node of its order announces the address. */
function announced(virtualIP: VirtualIP, now: number, how: number): VirtualIP {
  const { l2 } = virtualIP.spec;
  const entry = l2?.order[how % 4 === 0 ? 1 : 0] ?? l2?.order[0];
  if (l2 === undefined || entry === undefined) return virtualIP;
  const since = new Date(now - (how % 3) * 400_000).toISOString();
  return {
    ...virtualIP,
    status: { node: entry.node, interfaces: ["eth0"], revision: how % 7 === 0 ? 1 : l2.revision, since },
  };
}

function conflicted(virtualIP: VirtualIP, now: number, how: number): VirtualIP {
  const reason = how % 3 === 0 ? "Defended" : "AddressConflict";
  const lastTransitionTime = new Date(now).toISOString();
  const conflict = {
    type: "Conflict",
    status: "True",
    reason,
    message: "a stranger answers",
    lastTransitionTime,
  } as const;
  return { ...virtualIP, status: { ...virtualIP.status, conditions: how % 2 === 0 ? [conflict] : [] } };
}

const often: readonly Change[] = [
  (world, which, how) => ({ ...world, services: put(world.services, serviceNumber(which, how)) }),
  (world, which, how) => {
    const service = serviceNumber(which, how);
    return { ...world, services: [...world.services.filter((each) => keyOf(each) !== keyOf(service)), service] };
  },
  ofService(() => undefined),
  ofService((service, how) => ({
    ...service,
    metadata: { ...service.metadata, annotations: { ...service.metadata.annotations, ...wishes[how % wishes.length] } },
  })),
  ofService((service, how) => withStatus(service, how % 2 === 0 ? [] : [`10.0.${how % 3}.${how % 6}`])),
  ofService((service) =>
    withStatus(service, service.status?.loadBalancer?.ingress?.flatMap(({ ip }) => ip ?? []).toReversed() ?? [])
  ),
  (world, which, how) => {
    const service = chosen(world.services, which);
    return service === undefined
      ? world
      : { ...world, endpointSlices: put(world.endpointSlices, sliceFor(service, how)) };
  },
  (world, which) => ({ ...world, endpointSlices: withOne(world.endpointSlices, which, () => undefined) }),
  (world, _, how) => ({ ...world, virtualIPs: world.virtualIPs.map((each) => announced(each, world.now, how)) }),
  ofVirtualIP((virtualIP, { now }, how) => announced(virtualIP, now, how)),
  (world, which, how) => ({
    ...world,
    leases: world.leases.map((lease, index) =>
      index === which % 4 ? lease : {
        ...lease,
        spec: { ...lease.spec, renewTime: new Date(world.now - how % 5_000).toISOString() },
      }
    ),
  }),
  (world, _, how) => ({ ...world, now: world.now + (how % 20) * 1_000 }),
];

const rare: readonly Change[] = [
  (world, _, how) => ({ ...world, now: world.now + (how % 20) * 60_000 }),
  (world, _, how) => ({ ...world, now: world.now - how % 3_000 }),
  ofService((service) => ({
    ...service,
    metadata: { ...service.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" },
  })),
  ofService((service) => ({ ...service, spec: { ...service.spec, type: "ClusterIP" } })),
  ofVirtualIP((virtualIP, { now }, how) => conflicted(virtualIP, now, how)),
  ofVirtualIP((virtualIP, { now }, how) => conflicted(virtualIP, now, how * 2)),
  ofVirtualIP(() => undefined),
  ofVirtualIP((virtualIP, _, how) => ({
    ...virtualIP,
    spec: { ...virtualIP.spec, services: [{ namespace: "blue", name: `s${how % 12}` }] },
  })),
  (world, which, how) => ({
    ...world,
    virtualIPs: put(world.virtualIPs, {
      apiVersion: "arpeggio.dev/v1alpha1",
      kind: "VirtualIP",
      metadata: { name: how % 2 === 0 ? "by-hand" : `10.0.0.${which % 6}` },
      spec: { address: `10.0.0.${which % 6}`, pool: "p0", services: [{ namespace: "red", name: `s${how % 12}` }] },
    }),
  }),
  (world, which) => ({ ...world, l2Statuses: withOne(world.l2Statuses, which, () => undefined) }),
  (world, which, how) => {
    const status = chosen(world.l2Statuses, which);
    if (status === undefined) return world;
    const copy = { ...status, metadata: { ...status.metadata, name: `copy-${how % 3}` } };
    return { ...world, l2Statuses: put(world.l2Statuses, copy) };
  },
  (world, which, how) => ({
    ...world,
    nodes: withOne(world.nodes, which, (node) => ({
      ...node,
      metadata: {
        ...node.metadata,
        labels: {
          rack: `${how % 3}`,
          ...(how % 4 === 0 && { "node.kubernetes.io/exclude-from-external-load-balancers": "" }),
        },
      },
    })),
  }),
  (world, which) => ({ ...world, nodes: put(world.nodes, nodeNamed(`n${which % 4}`)) }),
  (world, which) => ({ ...world, leases: put(world.leases, leaseOf(`n${which % 4}`, world.now - 400_000, world.now)) }),
  (world, which) => ({ ...world, nodes: withOne(world.nodes, which, () => undefined) }),
  (world, which, how) => ({
    ...world,
    leases: withOne(world.leases, which, (lease) => ({
      ...lease,
      metadata: {
        ...lease.metadata,
        annotations: {
          ...lease.metadata.annotations,
          [annotationBGP]: JSON.stringify({ sessions: how % 2 === 0 ? ["router"] : [], withheld: [], problems: [] }),
        },
      },
    })),
  }),
  (world, which, how) => ({
    ...world,
    pools: put(
      world.pools,
      pool(
        `p${which % 2}`,
        [`10.0.${which % 2}.0-10.0.${which % 2}.${how % 8}`],
        how % 3 === 0 ? { serviceAllocation: { priority: 1, namespaces: ["blue"] } } : {},
      ),
    ),
  }),
  (world, _, how) => ({
    ...world,
    l2Advertisements: put(world.l2Advertisements, {
      apiVersion: "metallb.io/v1beta1",
      kind: "L2Advertisement",
      metadata: { name: "all", namespace },
      spec: {
        ...(how % 2 === 0 && { interfaces: ["eth1"] }),
        ...(how % 3 === 0 && { nodeSelectors: [{ matchLabels: { rack: "0" } }, { matchLabels: { rack: "1" } }] }),
        ...(how % 3 === 1 &&
          { preferredNodeSelectors: [{ weight: 2, preference: { matchLabels: { rack: `${how % 2}` } } }] }),
      },
    }),
  }),
  (world, _, how) => {
    if (how % 2 === 0) {
      const { rivals: _, ...rest } = world;
      return rest;
    }
    return { ...world, rivals: { [`blue/s${how % 12}`]: "another actor" } };
  },
];
