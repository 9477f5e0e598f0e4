/**
 * Who was there first.
 *
 * @module
 */

import { keyOf, type ObjectMeta } from "./kubernetes.ts";

/**
 * Orders objects from old to young: by `creationTimestamp`, those without one last, then by key. Kubernetes writes the time
 * in UTC to the second, so that it compares as text.
 */
export function byAge(one: { readonly metadata: ObjectMeta }, other: { readonly metadata: ObjectMeta }): number {
  const [older, younger] = [bornAt(one.metadata), bornAt(other.metadata)];
  if (older !== younger) return older < younger ? -1 : 1;
  const [first, second] = [keyOf(one), keyOf(other)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function bornAt(metadata: ObjectMeta): string {
  return typeof metadata.creationTimestamp === "string" ? metadata.creationTimestamp : "~";
}
