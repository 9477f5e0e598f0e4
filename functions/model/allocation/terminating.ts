/**
 * Services that are being deleted. They keep their addresses until they are gone, and get no new ones.
 *
 * @module
 */

import type { Service } from "../kubernetes.ts";
import type { AllocationVerdict } from "../reasons.ts";
import { textsOf } from "../shape.ts";

export function isTerminating({ metadata: { deletionTimestamp } }: Service): boolean {
  return deletionTimestamp !== undefined && deletionTimestamp !== null;
}

export function terminating(service: Service): AllocationVerdict {
  return { reason: "Terminating", message: `the Service is being deleted${waitsFor(service)}, and gets nothing new` };
}

/** The finalizers that the deletion waits for, as words that follow "is being deleted". */
export function waitsFor({ metadata }: Service): string {
  const finalizers = textsOf(metadata.finalizers);
  return finalizers.length === 0
    ? ""
    : ` and waits for its finalizer${finalizers.length === 1 ? "" : "s"} ${finalizers.join(", ")}`;
}
