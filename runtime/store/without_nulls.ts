import { isRecord } from "../../functions/model/shape.ts";

/**
 * Removes null fields at all depths, as an API server does: in a manifest, `labels:` without a value means that there
 * are no labels. A null in a list is kept, so that a schema check can report it.
 */
export function withoutNulls(value: unknown): unknown {
  // Most values have no nulls. These are not copied, which matters for large dumps.
  return hasNullFields(value) ? copiedWithoutNulls(value) : value;
}

function hasNullFields(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasNullFields);
  if (!isRecord(value)) return false;
  for (const name in value) {
    const each = value[name];
    if (each === null || hasNullFields(each)) return true;
  }
  return false;
}

function copiedWithoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copiedWithoutNulls);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => each === null ? [] : [[name, copiedWithoutNulls(each)]]),
  );
}
