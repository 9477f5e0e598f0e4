import type { Allocated } from "../../functions/model/allocation/allocation.ts";
import { keyOf, type Service } from "../../functions/model/kubernetes.ts";
import { annotationAllocatedFrom, annotationInsteadOf } from "../../functions/model/names.ts";
import type { AllocationWorld } from "./allocate_scenario.ts";

/** The world as it is once the answer has been written: what the next pass observes. */
export function observeAllocated(world: AllocationWorld, allocated: Allocated): AllocationWorld {
  const byKey = new Map(allocated.allocations.map((allocation) => [allocation.service, allocation]));
  const retired = new Set(allocated.retired ?? []);
  return {
    ...world,
    services: world.services.map((service): Service => {
      const { [annotationAllocatedFrom]: _pool, [annotationInsteadOf]: _left, ...annotations } =
        service.metadata.annotations ?? {};
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
        status: { loadBalancer: { ingress: addresses.map((ip) => ({ ip })) } },
      };
    }),
  };
}
