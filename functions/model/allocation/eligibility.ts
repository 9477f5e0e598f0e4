/**
 * Which Services this controller serves.
 *
 * @module
 */

import type { Service } from "../kubernetes.ts";
import { annotationAllocatedFrom, conditionAllocated, conditionAnnounced, ownAnnotations } from "../names.ts";
import type { Settings } from "../observed.ts";
import { isRecord, listOf } from "../shape.ts";

/**
 * True for Services of type LoadBalancer whose class is the class in the settings. If the settings name no class, true
 * for Services without a class.
 */
export function isEligible({ spec }: Service, { loadBalancerClass }: Settings): boolean {
  return spec?.type === "LoadBalancer" && (spec.loadBalancerClass ?? undefined) === loadBalancerClass;
}

/**
 * True if the Service has another type or class now, but still has annotations or conditions of this project. MetalLB
 * writes one of these annotations too; on a Service of another class, that annotation does not count.
 */
export function isRetired(service: Service, settings: Settings): boolean {
  const { spec, metadata: { annotations }, status } = service;
  if (isEligible(service, settings)) return false;
  const isOthers = spec?.type === "LoadBalancer";
  return ownAnnotations.some((name) =>
    annotations?.[name] !== undefined && !(isOthers && name === annotationAllocatedFrom)
  ) ||
    listOf(status?.conditions).some((condition) =>
      isRecord(condition) && (condition["type"] === conditionAllocated || condition["type"] === conditionAnnounced)
    );
}
