/**
 * Small, crowded worlds: a few pools with a few addresses each, often more Services than addresses, and statuses that
 * other actors may have written.
 */

import fc from "fast-check";
import type { IPAddressPool, VirtualIP } from "../../functions/model/crds.ts";
import type { IPFamily, Service } from "../../functions/model/kubernetes.ts";
import { defaultSettings } from "../../functions/model/observed.ts";
import type { AllocationWorld } from "./allocate_expectation.ts";

export const present = Date.parse("2026-03-01T10:05:00Z");
export const poolNames = ["p0", "p1", "p2", "p3"] as const;
const namespaces = ["blue", "red"] as const;
const apps = ["web", "db"] as const;

/** Every address that a pool may have, and some that no pool has. */
const addresses = poolNames.flatMap((_, index) => [
  ...[0, 1, 2, 3].map((last) => `10.0.${index}.${last}`),
  ...[0, 1, 2].map((last) => `fc00:${index + 1}::${last + 1}`),
]);

const address = fc.constantFrom(...addresses);

/** The value or undefined; `percent` is the probability of the value. */
function optional<T>(arbitrary: fc.Arbitrary<T>, percent = 50): fc.Arbitrary<T | undefined> {
  return fc.oneof({ arbitrary, weight: percent }, { arbitrary: fc.constant(undefined), weight: 100 - percent });
}

/** Removes keys whose value is undefined: objects from YAML do not have such keys. */
function plain<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

const selector = fc.constantFrom(...apps).map((app) => ({ matchLabels: { app } }));

const allocation = fc.record({
  priority: optional(fc.constantFrom(0, 1, 2)),
  namespaces: optional(fc.subarray([...namespaces])),
  namespaceSelectors: optional(
    fc.constantFrom([{ matchLabels: { team: "blue" } }], [{ matchLabels: { team: "none" } }]),
  ),
  serviceSelectors: optional(
    fc.uniqueArray(selector, { selector: ({ matchLabels }) => matchLabels.app, maxLength: 2 }),
  ),
});

function poolArbitrary(index: number): fc.Arbitrary<IPAddressPool> {
  const ipv4 = fc.constantFrom(`10.0.${index}.0/32`, `10.0.${index}.0/31`, `10.0.${index}.1-10.0.${index}.3`);
  const ipv6 = fc.constantFrom(`fc00:${index + 1}::1/128`, `fc00:${index + 1}::1-fc00:${index + 1}::2`);
  const bad = fc.constantFrom("10.0.0.0/33", "nonsense");
  return fc.record({
    entries: fc.tuple(optional(ipv4, 80), optional(ipv6, 40), optional(bad, 10)),
    spec: fc.record({
      autoAssign: optional(fc.boolean(), 40),
      avoidBuggyIPs: optional(fc.boolean(), 20),
      serviceAllocation: optional(allocation, 40),
    }),
    lowest: fc.boolean(),
  }).map(({ entries, spec, lowest }) =>
    plain({
      apiVersion: "metallb.io/v1beta1",
      kind: "IPAddressPool",
      metadata: {
        name: `p${index}`,
        namespace: "metallb-system",
        annotations: lowest ? { "arpeggio.dev/choose": "lowest" } : undefined,
      },
      spec: { ...spec, addresses: entries.filter((entry) => entry !== undefined) },
    }) as unknown as IPAddressPool
  );
}

const families = fc.constantFrom<{ clusterIPs: string[]; ipFamilyPolicy?: string; ipFamilies?: IPFamily[] }>(
  { clusterIPs: ["10.96.0.1"] },
  { clusterIPs: ["10.96.0.1"] },
  { clusterIPs: ["10.96.0.1"], ipFamilyPolicy: "PreferDualStack" },
  { clusterIPs: ["fd00:96::1"] },
  { clusterIPs: ["10.96.0.1"], ipFamilyPolicy: "RequireDualStack" },
  { clusterIPs: ["10.96.0.1", "fd00:96::1"], ipFamilyPolicy: "PreferDualStack" },
  { clusterIPs: ["fd00:96::1", "10.96.0.1"], ipFamilyPolicy: "PreferDualStack", ipFamilies: ["IPv6", "IPv4"] },
  { clusterIPs: ["10.96.0.1", "fd00:96::1"], ipFamilyPolicy: "RequireDualStack" },
  { clusterIPs: ["10.96.0.1", "fd00:96::1"], ipFamilyPolicy: "SingleStack" },
  { clusterIPs: ["10.96.0.1", "fd00:96::1"] },
  { clusterIPs: [] },
);

const annotations = fc.record({
  "metallb.io/loadBalancerIPs": optional(fc.uniqueArray(address, { maxLength: 2 }).map((list) => list.join()), 20),
  "metallb.io/address-pool": optional(fc.constantFrom(...poolNames, "unknown"), 20),
  "metallb.io/allow-shared-ip": optional(fc.constantFrom("one", "two"), 50),
  "metallb.io/ip-allocated-from-pool": optional(fc.constantFrom(...poolNames), 75),
  "arpeggio.dev/instead-of": optional(address, 20),
});

const ports = fc.subarray([
  { port: 80, protocol: "TCP" },
  { port: 443 },
  { port: 53, protocol: "UDP" },
], { minLength: 1 });

const ingress = fc.array(
  fc.oneof({ weight: 9, arbitrary: address.map((ip) => ({ ip })) }, {
    weight: 1,
    arbitrary: fc.constantFrom({ hostname: "lb.example" }, { ip: "192.0.2.1" }, { ip: "nonsense" }),
  }),
  { maxLength: 3 },
);

function serviceArbitrary(index: number): fc.Arbitrary<Service> {
  return fc.record({
    namespace: fc.constantFrom(...namespaces),
    app: optional(fc.constantFrom(...apps)),
    day: fc.integer({ min: 1, max: 3 }),
    annotations,
    families,
    ports,
    loadBalancerIP: optional(address, 10),
    local: fc.boolean(),
    type: fc.constantFrom("LoadBalancer", "LoadBalancer", "LoadBalancer", "LoadBalancer", "ClusterIP"),
    selector: fc.constantFrom({ app: "web" }, { app: "db" }),
    ingress,
  }).map((each) =>
    plain({
      apiVersion: "v1",
      kind: "Service",
      metadata: {
        name: `s${index}`,
        namespace: each.namespace,
        creationTimestamp: `2026-01-0${each.day}T00:00:00Z`,
        labels: each.app === undefined ? undefined : { app: each.app },
        annotations: each.annotations,
      },
      spec: {
        type: each.type,
        ...each.families,
        ports: each.ports,
        selector: each.selector,
        loadBalancerIP: each.loadBalancerIP,
        externalTrafficPolicy: each.local ? "Local" : "Cluster",
      },
      status: { loadBalancer: { ingress: each.ingress } },
    }) as unknown as Service
  );
}

function virtualIPOf(address: string, minutesAgo: number, reason: string): VirtualIP {
  return {
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: address },
    spec: { address, pool: "p0", services: [] },
    status: {
      conditions: [{
        type: "Conflict",
        status: "True",
        reason,
        message: "",
        lastTransitionTime: new Date(present - minutesAgo * 60_000).toISOString(),
      }],
    },
  };
}

const virtualIPs = fc.uniqueArray(address, { maxLength: 4 }).chain((list) =>
  fc.tuple(
    ...list.map((each) =>
      fc.tuple(fc.constantFrom(1, 9, 11), fc.constantFrom("AddressConflict", "AddressConflict", "Defended"))
        .map(([minutes, reason]) => virtualIPOf(each, minutes, reason))
    ),
  )
);

/** @param conflicts true: some addresses may be put aside */
export function allocationWorlds({ conflicts }: { readonly conflicts: boolean }): fc.Arbitrary<AllocationWorld> {
  return fc.record({
    now: fc.constant(present),
    settings: fc.constant(defaultSettings),
    namespaces: fc.constant([{
      apiVersion: "v1" as const,
      kind: "Namespace" as const,
      metadata: { name: "blue", labels: { team: "blue" } },
    }]),
    pools: fc.tuple(...poolNames.map((_, index) => optional(poolArbitrary(index), 75)))
      .map((pools) => pools.filter((pool) => pool !== undefined)),
    services: fc.integer({ min: 1, max: 12 }).chain((count) =>
      fc.tuple(...Array.from({ length: count }, (_, index) => serviceArbitrary(index)))
    ),
    leases: fc.constant([]),
    virtualIPs: conflicts ? virtualIPs : fc.constant([]),
  });
}
