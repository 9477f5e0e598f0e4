/**
 * Takes the part of the controller in the oracle's worlds: translates a world to Kubernetes objects, and then lets
 * `decide` decide and writes the result, until nothing changes.
 */

import { decideBeside } from "../../functions/decide.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import { addressChanges } from "../../functions/model/questions/address_changes.ts";
import { keyOf as keyOfObject } from "../../functions/model/kubernetes.ts";
import { defaultSettings, type Observed } from "../../functions/model/observed.ts";
import type { Desired } from "../../functions/model/reporting/desired.ts";
import { judge } from "./judge.ts";
import type { Judged } from "./judged.ts";
import type { Edit } from "./edits.ts";
import { isForeign } from "./rules.ts";
import { type Telling, untold } from "./told.ts";
import { keyOf, needOf, type Pool, type Service, type World } from "./world.ts";

const now = Date.parse("2026-03-01T10:00:00Z");
const mostPasses = 4;
const own = /^(arpeggio\.dev\/|metallb\.io\/ip-allocated-from-pool$)/;

/** The faults after the first batch of edits that causes any; empty if no batch causes one. */
export function follow(start: World, batches: readonly (readonly Edit[])[]): readonly string[] {
  const cluster = new Cluster();
  let before: World = { pools: start.pools, services: [] };
  let edited = start;
  let touched = new Set(start.services.map(keyOf));
  for (let index = 0; index <= batches.length; index++) {
    const settled = cluster.settle(edited);
    if ("fault" in settled) return [settled.fault];
    const { after, counters, ...telling } = settled;
    const faults = [
      ...judge({ before, edited, after, touched, counters }),
      ...untold({ before, edited, after, ...telling }),
    ];
    if (faults.length > 0) {
      return [`after ${index} batches of edits: ${faults.join("; ")}`, ...[before, edited, after].map(shown)];
    }
    before = after;
    edited = after;
    touched = new Set();
    for (const edit of batches[index] ?? []) {
      const result = edit(edited);
      edited = result.world;
      for (const key of result.touched ?? []) touched.add(key);
    }
  }
  return [];
}

function shown({ pools, services }: World): string {
  return [...pools, ...services].map((each) => `${JSON.stringify(each)}\n`).join("");
}

type Settled =
  | { readonly after: World; readonly counters: Judged["counters"] } & Pick<Telling, "told" | "events">
  | { readonly fault: string };

/** The state in the API server that the oracle's worlds do not contain. */
class Cluster {
  #observed: Observed = emptyWorld();
  #version = 0;

  settle(world: World): Settled {
    const known = new Map(this.#observed.services.map((service) => [keyOfObject(service), service]));
    this.#observed = {
      ...this.#observed,
      pools: world.pools.map(poolObject),
      services: world.services.map((service) => serviceObject(service, known.get(keyOf(service)))),
    };
    const { desired: { allocations }, settlement } = decideBeside(this.#observed);
    const told = new Map(addressChanges(settlement, allocations).map((change) => [change.service, change]));
    const events: string[] = [];
    for (let pass = 0; pass < mostPasses; pass++) {
      const { desired } = decideBeside(this.#observed);
      if (pass > 0 && isAtRest(desired, this.#observed)) return this.#result(world, desired, { told, events });
      events.push(...lossesIn(desired));
      this.#write(desired);
      if (pass === 1 && !isSettled(desired, this.#observed)) return { fault: "a second pass changes addresses" };
    }
    return { fault: `not at rest after ${mostPasses} passes` };
  }

  #write(desired: Desired): void {
    const written = new Map(desired.services.map((service) => [keyOfObject(service), service]));
    this.#observed = {
      ...this.#observed,
      services: this.#observed.services.map((service) => written.get(keyOfObject(service)) ?? service),
      virtualIPs: desired.virtualIPs.map((each): VirtualIP => ({
        ...each,
        metadata: { ...each.metadata, resourceVersion: each.metadata.resourceVersion ?? `${++this.#version}` },
      })),
      pools: desired.pools,
      configurationStates: desired.configurationStates,
    };
  }

  #result(world: World, { pools, virtualIPs }: Desired, telling: Pick<Telling, "told" | "events">): Settled {
    const objects = new Map(this.#observed.services.map((service) => [keyOfObject(service), service]));
    const services = world.services.map((service): Service => {
      const object = objects.get(keyOf(service));
      const ingress = object?.status?.loadBalancer?.ingress ?? [];
      const shows = [
        ...Object.keys(object?.metadata.annotations ?? {}).filter((name) => own.test(name)),
        ...(object?.status?.conditions ?? []).filter(({ type }) => type.startsWith("arpeggio.dev/")),
      ];
      return {
        ...service,
        status: ingress.flatMap(({ ip }) => ip === undefined ? [] : [ip]),
        proxy: ingress.some(({ ipMode }) => ipMode === "Proxy"),
        traced: shows.length > 0,
      };
    });
    const after = { ...world, services };
    const ours = services.filter((service) => !isForeign(service, after));
    const held = new Set(
      ours.flatMap(({ status, type, otherClass }) => type === "LoadBalancer" && !otherClass ? status : []),
    );
    const named = virtualIPs.map(({ spec }) => spec.address);
    if (named.length !== held.size || named.some((address) => !held.has(address))) {
      return { fault: `VirtualIPs ${named} for ${[...held]}` };
    }
    const counters = new Map(pools.map(({ metadata, status }) => [metadata.name, {
      assigned: (status?.assignedIPv4 ?? 0) + (status?.assignedIPv6 ?? 0),
      available: (status?.availableIPv4 ?? 0) + (status?.availableIPv6 ?? 0),
    }]));
    return { after, counters, ...telling };
  }
}

/** The keys of the Services that have lost an address, according to the events. */
function lossesIn({ events }: Desired): readonly string[] {
  return events.filter(({ reason }) => reason === "ClearAssignment")
    .map(({ involvedObject: metadata }) => keyOfObject({ metadata }));
}

function isAtRest(desired: Desired, observed: Observed): boolean {
  const known = new Set<unknown>([...observed.services, ...observed.virtualIPs, ...observed.pools]);
  return [...desired.services, ...desired.virtualIPs, ...desired.pools].every((each) => known.has(each)) &&
    desired.virtualIPs.length === observed.virtualIPs.length;
}

function isSettled({ allocations }: Desired, { services }: Observed): boolean {
  const statuses = new Map(services.map((service) => [
    keyOfObject(service),
    (service.status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip).join(),
  ]));
  return allocations.every(({ service, addresses, foreign }) =>
    foreign !== undefined || statuses.get(service) === addresses.join()
  );
}

function poolObject({ name, v4, v6, autoAssign, reserved, dying, avoidsZero }: Pool): Observed["pools"][number] {
  const number = name.slice(1);
  const addresses = [
    ...(v4 === undefined ? [] : [`10.0.${number}.${v4[0]}-10.0.${number}.${v4[1]}`]),
    ...(v6 === undefined ? [] : [`fd0${number}::${v6[0] + 1}-fd0${number}::${v6[1] + 1}`]),
  ];
  const serviceAllocation = reserved === undefined ? undefined : {
    priority: reserved.priority,
    namespaces: reserved.namespaces,
    ...(reserved.app !== undefined && { serviceSelectors: [{ matchLabels: { app: reserved.app } }] }),
  };
  return {
    apiVersion: "metallb.io/v1beta1",
    kind: "IPAddressPool",
    metadata: { name, namespace: "metallb-system", ...(dying && { deletionTimestamp: "2026-02-28T00:00:00Z" }) },
    spec: {
      addresses,
      autoAssign,
      avoidBuggyIPs: avoidsZero,
      ...(serviceAllocation !== undefined && { serviceAllocation }),
    },
  };
}

function serviceObject(
  service: Service,
  known: Observed["services"][number] | undefined,
): Observed["services"][number] {
  const { name, namespace, age, app, key, askedPool, askedAddress, ports, local, status, proxy } = service;
  const { families, all } = needOf(service);
  const ours = known?.metadata.annotations?.["metallb.io/ip-allocated-from-pool"];
  const asked = {
    "metallb.io/allow-shared-ip": key,
    "metallb.io/address-pool": askedPool,
    "metallb.io/loadBalancerIPs": askedAddress,
    "metallb.io/ip-allocated-from-pool": ours,
  };
  return JSON.parse(JSON.stringify({
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name,
      namespace,
      creationTimestamp: `2026-01-${String(age + 1).padStart(2, "0")}T00:00:00Z`,
      labels: { app },
      annotations: asked,
      ...(service.terminating && { deletionTimestamp: "2026-02-28T00:00:00Z" }),
    },
    spec: {
      type: service.type,
      ...(service.otherClass && { loadBalancerClass: "example.com/other" }),
      clusterIPs: families.map((family) => family === "IPv4" ? "10.96.0.1" : "fd00:96::1"),
      ipFamilies: families,
      ipFamilyPolicy: families.length === 1 ? "SingleStack" : all ? "RequireDualStack" : "PreferDualStack",
      ports: ports.map((port) => ({ port, protocol: "TCP" })),
      ...(local !== undefined && { externalTrafficPolicy: "Local", selector: local === "" ? {} : { app: local } }),
    },
    status: {
      loadBalancer: { ingress: status.map((ip) => ({ ip, ...(proxy && { ipMode: "Proxy" }) })) },
      conditions: known?.status?.conditions ?? [],
    },
  }));
}

function emptyWorld(): Observed {
  return {
    now,
    settings: defaultSettings,
    services: [],
    namespaces: [],
    nodes: [],
    endpointSlices: [],
    leases: [{
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: {
        name: "arpeggio-announcer-n1",
        namespace: "metallb-system",
        annotations: {
          "arpeggio.dev/links": JSON.stringify({
            links: [{ name: "eth0", mac: "02:00:00:00:00:11", addresses: ["10.0.0.3/29"] }],
          }),
        },
      },
    }],
    pools: [],
    l2Advertisements: [],
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
