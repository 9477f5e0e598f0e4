/**
 * Orders that do not depend on how the objects came.
 *
 * @module
 */

import { keyOf, type ObjectMeta } from "./kubernetes.ts";

/**
 * Orders objects of a kind from old to young: by `creationTimestamp`, those without one last, then by namespace and name.
 * Kubernetes writes the time in UTC to the second, so that it compares as text.
 */
export function byAge({ metadata: one }: Named, { metadata: other }: Named): number {
  return compare(bornAt(one), bornAt(other)) || compare(one.namespace ?? "", other.namespace ?? "") ||
    compare(one.name, other.name);
}

/** Orders objects of a kind by their keys, `namespace/name`. */
export function byKey({ metadata: one }: Named, { metadata: other }: Named): number {
  return one.namespace === other.namespace
    ? compare(one.name, other.name)
    : compare(keyOf({ metadata: one }), keyOf({ metadata: other }));
}

/** Orders text by its code units, as every machine does alike. */
export function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/**
 * Orders the paths of fields, and the items of a list by number.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(["a[10].b", "a[2]", "a"].sort(compareFields), ["a", "a[2]", "a[10].b"]);
 * ```
 */
export function compareFields(one: string, other: string): number {
  return compare(withEqualIndices(one), withEqualIndices(other));
}

/** All as long as the longest. */
function withEqualIndices(path: string): string {
  return path.replace(/\[(\d+)\]/g, (_, index: string) => `[${index.padStart(16, "0")}]`);
}

interface Named {
  readonly metadata: ObjectMeta;
}

function bornAt({ creationTimestamp }: ObjectMeta): string {
  return typeof creationTimestamp === "string" ? creationTimestamp : "~";
}
