/**
 * Comparisons for sorting. Their results do not depend on the order in which the objects arrived.
 *
 * @module
 */

import { keyOf, type ObjectMeta } from "./kubernetes.ts";

/**
 * Orders objects of a kind from the oldest to the youngest: by `creationTimestamp`, then by namespace and name. Objects
 * without a time come last. Kubernetes writes the time in UTC to the second, so times can be compared as text.
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

/** Orders text by its code units. This order is the same on every machine. */
export function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/**
 * Orders the paths of fields. Items of a list are ordered by their index.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(["a[10].b", "a[2]", "a"].sort(compareFields), ["a", "a[2]", "a[10].b"]);
 * ```
 */
export function compareFields(one: string, other: string): number {
  return compare(withEqualIndices(one), withEqualIndices(other));
}

/** The path with each index padded to 16 digits. */
function withEqualIndices(path: string): string {
  return path.replace(/\[(\d+)\]/g, (_, index: string) => `[${index.padStart(16, "0")}]`);
}

interface Named {
  readonly metadata: ObjectMeta;
}

function bornAt({ creationTimestamp }: ObjectMeta): string {
  return typeof creationTimestamp === "string" ? creationTimestamp : "~";
}
