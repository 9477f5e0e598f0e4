/**
 * Which Services are this controller's to serve.
 *
 * @module
 */

import type { Service } from "../kubernetes.ts";
import { annotationAllocatedFrom, annotationInsteadOf, conditionAllocated, conditionAnnounced } from "../names.ts";
import type { Settings } from "../observed.ts";
import { isRecord, listOf } from "../shape.ts";

/** Of type LoadBalancer, and of the class in the settings; without one there, only those that have no class. */
export function isEligible({ spec }: Service, { loadBalancerClass }: Settings): boolean {
  return spec?.type === "LoadBalancer" && (spec.loadBalancerClass ?? undefined) === loadBalancerClass;
}

/**
 * Whether it was served once, is of another type now and still shows it. A Service of another class never is: its annotations
 * may be another controller's.
 */
export function isRetired({ spec, metadata: { annotations }, status }: Service): boolean {
  if (spec?.type === "LoadBalancer") return false;
  return annotations?.[annotationAllocatedFrom] !== undefined || annotations?.[annotationInsteadOf] !== undefined ||
    listOf(status?.conditions).some((condition) =>
      isRecord(condition) && (condition["type"] === conditionAllocated || condition["type"] === conditionAnnounced)
    );
}
