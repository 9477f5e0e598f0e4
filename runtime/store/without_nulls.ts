/**
 * A value without the fields that are null, all the way down: `labels:` with nothing after it in a manifest means that there
 * are none, and an API server drops such fields too. A null in a list stays, for a schema to complain about.
 */
export function withoutNulls(value: unknown): unknown {
  // Nearly always there are none, and a large dump need not be copied.
  return hasNullFields(value) ? copiedWithoutNulls(value) : value;
}

function hasNullFields(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(hasNullFields);
  for (const each of Object.values(value)) if (each === null || hasNullFields(each)) return true;
  return false;
}

function copiedWithoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copiedWithoutNulls);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => each === null ? [] : [[name, copiedWithoutNulls(each)]]),
  );
}
