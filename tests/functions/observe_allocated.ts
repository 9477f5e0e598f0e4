import { virtualIPName } from "../../functions/model/addresses/address.ts";
import type { Allocated } from "../../functions/model/allocation/allocation.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import { keyOf, type Service } from "../../functions/model/kubernetes.ts";
import { annotationAllocatedFrom, annotationInsteadOf, ownAnnotations } from "../../functions/model/names.ts";
import type { AllocationWorld } from "./allocate_expectation.ts";

/** The world after the result was written: the input of the next pass. */
export function observeAllocated(world: AllocationWorld, allocated: Allocated): AllocationWorld {
  const byKey = new Map(allocated.allocations.map((allocation) => [allocation.service, allocation]));
  const retired = new Set(allocated.retired ?? []);
  return {
    ...world,
    virtualIPs: virtualIPsOf(world, allocated),
    services: world.services.map((service): Service => {
      const annotations = Object.fromEntries(
        Object.entries(service.metadata.annotations ?? {}).filter(([name]) => !ownAnnotations.includes(name)),
      );
      if (retired.has(keyOf(service))) {
        return { ...service, metadata: { ...service.metadata, annotations }, status: {} };
      }
      const allocation = byKey.get(keyOf(service));
      if (allocation === undefined) return service;
      const { pool, insteadOf, addresses } = allocation;
      return {
        ...service,
        metadata: {
          ...service.metadata,
          annotations: {
            ...annotations,
            ...(pool === undefined ? {} : { [annotationAllocatedFrom]: pool }),
            ...(insteadOf === undefined ? {} : { [annotationInsteadOf]: insteadOf }),
          },
        },
        status: allocation.foreign !== undefined
          ? service.status ?? {}
          : { loadBalancer: { ingress: addresses.map((ip) => ({ ip })) } },
      };
    }),
  };
}

/** One VirtualIP for each address of a Service. VirtualIPs without Services stay: their addresses may be put aside. */
function virtualIPsOf({ virtualIPs }: AllocationWorld, { allocations }: Allocated): readonly VirtualIP[] {
  const services = new Map<string, VirtualIP["spec"]["services"][number][]>();
  const pools = new Map<string, string>();
  for (const { service, addresses, pool = "" } of allocations) {
    const [namespace = "", name = ""] = service.split("/");
    addresses.forEach((address, index) => {
      const holder = { namespace, name, ...(index > 0 && { place: index + 1 }) };
      services.set(address, [...services.get(address) ?? [], holder]);
      pools.set(address, pool);
    });
  }
  const known = new Set(virtualIPs.map(({ spec }) => spec?.address));
  const added = [...services.keys()].filter((address) => !known.has(address)).map((address): VirtualIP => ({
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: virtualIPName(address), resourceVersion: "1" },
    spec: { address, pool: pools.get(address) ?? "", services: services.get(address) ?? [] },
  }));
  return [
    ...virtualIPs.map((each) => ({
      ...each,
      spec: { ...each.spec, services: services.get(each.spec?.address) ?? [] },
    })),
    ...added,
  ];
}
