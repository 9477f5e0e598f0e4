/**
 * A value without the fields that are null, all the way down: `labels:` with nothing after it in a manifest means that there
 * are none, and an API server drops such fields too. A null in a list stays, for a schema to complain about.
 */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => each === null ? [] : [[name, withoutNulls(each)]]),
  );
}
