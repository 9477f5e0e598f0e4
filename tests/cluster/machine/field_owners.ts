/**
 * The owners of a field, from `managedFields`:
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#managers
 *
 * @module
 */

import type { KubernetesObject } from "./api_client.ts";

/** The field managers that own fields at or below a path such as `["status", "loadBalancer"]`, sorted. */
export function ownersOf(object: KubernetesObject | undefined, path: readonly string[]): readonly string[] {
  const { managedFields }: { readonly managedFields?: unknown } = Object(object?.metadata);
  const entries: readonly unknown[] = Array.isArray(managedFields) ? managedFields : [];
  const owners = entries.filter((entry) => owns(Object(entry).fieldsV1, path)).map((entry) =>
    String(Object(entry).manager)
  );
  return [...new Set(owners)].toSorted();
}

function owns(fields: unknown, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return fields !== undefined;
  return owns(Object(fields)[`f:${first}`], rest);
}
