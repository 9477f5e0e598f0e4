/**
 * JSON for programs: instants in the format of RFC 3339, bigints as text.
 *
 * @module
 */

/**
 * @param instants names of fields that hold instants, in milliseconds since the epoch
 * @param indent the number of blanks per level, as for `JSON.stringify`
 */
export function jsonText(value: unknown, instants: readonly string[], indent?: number): string {
  return JSON.stringify(value, (key, each) => plain(each, instants.includes(key)), indent);
}

function plain(value: unknown, isInstant: boolean): unknown {
  if (typeof value === "bigint") return String(value);
  return isInstant && typeof value === "number" ? new Date(value).toISOString() : value;
}
