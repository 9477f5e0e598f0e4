/**
 * Makes and applies JSON merge patches (RFC 7396). Pure.
 *
 * @module
 */

import { isRecord } from "../../functions/model/shape.ts";
import type { MergePatch } from "./store.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * The patch that changes `from` into `to`; undefined if they are equal. An array that differs is replaced as a whole.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { mergePatch } from "./merge_patch.ts";
 * assert.deepEqual(mergePatch({ a: 1, b: { c: 2 } }, { b: { c: 3 } }), { a: null, b: { c: 3 } });
 * assert.equal(mergePatch({ a: [1] }, { a: [1] }), undefined);
 * ```
 */
export function mergePatch(from: object, to: object): MergePatch | undefined {
  const before: Fields = { ...from };
  const after: Fields = { ...to };
  const patch: Record<string, unknown> = {};
  for (const name of Object.keys(before)) {
    if (isPresent(before[name]) && !isPresent(after[name])) patch[name] = null;
  }
  for (const [name, value] of Object.entries(after)) {
    if (!isPresent(value)) continue;
    const change = fieldPatch(before[name], value);
    if (change !== undefined) patch[name] = change;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

function fieldPatch(before: unknown, after: unknown): unknown {
  if (isRecord(after)) return isRecord(before) ? mergePatch(before, after) : after;
  return isEqual(before, after) ? undefined : after;
}

/**
 * Applies the patch to the value (RFC 7396, section 2), and returns a new value. Unchanged parts are shared with the
 * old value.
 */
export function applyMergePatch(value: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = isRecord(value) ? { ...value } : {};
  for (const [name, change] of Object.entries(patch)) {
    if (change === undefined) continue;
    if (change === null) delete result[name];
    else result[name] = applyMergePatch(result[name], change);
  }
  return result;
}

/** True if two JSON values are equal; a field that is undefined or null counts as absent. */
export function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((each, at) => isEqual(each, other[at]));
  }
  if (!isRecord(one) || !isRecord(other)) return !isPresent(one) && !isPresent(other);
  for (const name in one) if (!isEqual(one[name], other[name])) return false;
  for (const name in other) if (isPresent(other[name]) && !isPresent(one[name])) return false;
  return true;
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}
