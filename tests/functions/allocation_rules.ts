/**
 * The rules of allocation in their simplest form, which tries every address. The property tests compare the functions
 * with these rules, so this file uses no code of the functions.
 */

import ipaddr from "ipaddr.js";
import type { Allocation } from "../../functions/model/allocation/allocation.ts";
import type { IPAddressPool } from "../../functions/model/crds.ts";
import type { Service } from "../../functions/model/kubernetes.ts";
import type { AllocationWorld } from "./allocate_expectation.ts";

export function keyOf({ metadata }: Service): string {
  return `${metadata.namespace}/${metadata.name}`;
}

export function annotation(service: Service, name: string): string | undefined {
  return service.metadata.annotations?.[`metallb.io/${name}`] || undefined;
}

export function familyOf(address: string): "IPv4" | "IPv6" {
  return address.includes(":") ? "IPv6" : "IPv4";
}

export function currentOf(service: Service): string[] {
  return (service.status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip ?? "").filter((ip) => ipaddr.isValid(ip));
}

/** The families that the Service accepts, and whether it needs all of them. */
export function needOf({ spec }: Service): { families: string[]; all: boolean; possible: boolean } {
  const families = [...new Set((spec.clusterIPs ?? []).map(familyOf))];
  const single = spec.ipFamilyPolicy === "SingleStack" ? families.slice(0, 1) : families;
  return {
    families: single,
    all: spec.ipFamilyPolicy !== "PreferDualStack",
    possible: families.length > 0 && !(spec.ipFamilyPolicy === "RequireDualStack" && families.length < 2),
  };
}

export function isValid({ spec }: IPAddressPool): boolean {
  return spec.addresses.length > 0 && spec.addresses.every((entry) => addressesOf(entry).length > 0);
}

/** The addresses that the pool may give. */
export function usable({ spec }: IPAddressPool): string[] {
  return spec.addresses.flatMap(addressesOf).filter((address) =>
    !spec.avoidBuggyIPs || address.includes(":") || !/\.(0|255)$/.test(address)
  );
}

function addressesOf(entry: string): string[] {
  const [first = "", last = ""] = entry.split("-");
  if (last === "") {
    const [base = "", bits = ""] = entry.split("/");
    if (!ipaddr.isValid(base) || Number(bits) > (base.includes(":") ? 128 : 32)) return [];
    return Array.from({ length: 2 ** ((base.includes(":") ? 128 : 32) - Number(bits)) }, (_, step) => plus(base, step));
  }
  const steps = Number(first.match(/\d+$/)) - Number(last.match(/\d+$/));
  return Array.from({ length: 1 - steps }, (_, step) => plus(first, step));
}

function plus(address: string, step: number): string {
  return address.replace(/\d+$/, (last) => String(Number(last) + step));
}

export function admits({ spec }: IPAddressPool, service: Service, { namespaces }: AllocationWorld): boolean {
  const { serviceAllocation: allocation } = spec;
  if (allocation === undefined) return true;
  const labels = namespaces.find(({ metadata }) => metadata.name === service.metadata.namespace)?.metadata.labels ?? {};
  const named = allocation.namespaces ?? [];
  const selected = allocation.namespaceSelectors ?? [];
  const inNamespace = (named.length === 0 && selected.length === 0) ||
    named.includes(service.metadata.namespace ?? "") ||
    selected.some(({ matchLabels }) => matchLabels?.["team"] === labels["team"]);
  const apps = (allocation.serviceSelectors ?? []).map(({ matchLabels }) => matchLabels?.["app"]);
  return inNamespace && (apps.length === 0 || apps.includes(service.metadata.labels?.["app"]));
}

export function mayShare(one: Service, other: Service): boolean {
  const key = annotation(one, "allow-shared-ip");
  if (key === undefined || key !== annotation(other, "allow-shared-ip")) return false;
  const ports = portsOf(one);
  if (portsOf(other).some((port) => ports.includes(port))) return false;
  if ([one, other].every(({ spec }) => spec.externalTrafficPolicy !== "Local")) return true;
  return one.spec.externalTrafficPolicy === other.spec.externalTrafficPolicy &&
    one.metadata.namespace === other.metadata.namespace &&
    JSON.stringify(one.spec.selector) === JSON.stringify(other.spec.selector);
}

function portsOf({ spec }: Service): string[] {
  return (spec.ports ?? []).map(({ protocol = "TCP", port }) => `${protocol}/${port}`);
}

/** The addresses that are put aside at this time. */
export function asideOf({ virtualIPs, now }: AllocationWorld): Set<string> {
  return new Set(
    virtualIPs.filter(({ status }) =>
      status?.conditions?.some(({ reason, lastTransitionTime }) =>
        reason === "AddressConflict" && Date.parse(lastTransitionTime) + 600_000 > now
      )
    ).map(({ spec }) => spec.address),
  );
}

/** True if the Service could get the address together with the other Services that have it now. */
export function isOpen(address: string, service: Service, world: AllocationWorld, holders: Holders): boolean {
  return !asideOf(world).has(address) &&
    (holders.get(address) ?? []).every((other) => other === service || mayShare(other, service));
}

export type Holders = ReadonlyMap<string, readonly Service[]>;

export function holdersOf(world: AllocationWorld, allocations: readonly Allocation[]): Holders {
  const holders = new Map<string, Service[]>();
  for (const { service: key, addresses } of allocations) {
    const service = world.services.find((each) => keyOf(each) === key);
    for (const address of addresses) {
      holders.set(address, [...(holders.get(address) ?? []), ...(service ? [service] : [])]);
    }
  }
  return holders;
}

/** The addresses that the Service requests; undefined: the request contradicts itself. */
export function requestedBy(service: Service): string[] | undefined {
  const listed = annotation(service, "loadBalancerIPs");
  const single = service.spec.loadBalancerIP;
  if (listed !== undefined && single !== undefined) return undefined;
  const all = [...(listed?.split(",") ?? []), ...(single === undefined ? [] : [single])];
  return new Set(all.map(familyOf)).size < all.length ? undefined : all;
}

/** The pools that could satisfy the Service's request. */
export function poolsFor(service: Service, world: AllocationWorld): IPAddressPool[] {
  const asked = annotation(service, "address-pool");
  const anyAddress = requestedBy(service)?.length === 0;
  return world.pools.filter((pool) =>
    isValid(pool) && admits(pool, service, world) && (asked === undefined || asked === pool.metadata.name) &&
    (asked !== undefined || !anyAddress || pool.spec.autoAssign !== false)
  );
}

/** True if one of the pools in `poolsFor` has the addresses that the Service needs. */
export function isPossible(service: Service, world: AllocationWorld, holders: Holders): boolean {
  const { families, all, possible } = needOf(service);
  const asked = requestedBy(service);
  if (!possible || asked === undefined) return false;
  const askedFamilies = asked.map(familyOf);
  if (!askedFamilies.every((family) => families.includes(family))) return false;
  if (asked.length > 0 && all && asked.length < families.length) return false;
  return poolsFor(service, world).some((pool) => {
    const open = usable(pool).filter((address) => isOpen(address, service, world, holders));
    if (asked.length > 0) return asked.every((address) => open.includes(address));
    const served = families.filter((family) => open.some((address) => familyOf(address) === family));
    return all ? served.length === families.length : served.length > 0;
  });
}
