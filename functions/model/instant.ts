/**
 * Converts between instants and the RFC 3339 text that Kubernetes writes.
 *
 * @module
 */

import type { Instant } from "./kubernetes.ts";

const pattern =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * The instant of an RFC 3339 text; undefined for any other value, and for a day that does not exist. `Date.parse` alone
 * accepts many other texts, and takes 30 February for 2 March.
 *
 * ```ts
 * import { toInstant } from "./instant.ts";
 * import assert from "node:assert/strict";
 * assert.equal(toInstant("2026-11-22T11:00:00.000000+01:00"), 1795341600000);
 * assert.equal(toInstant("2026-02-30T10:00:00Z"), undefined);
 * ```
 */
export function toInstant(text: unknown): Instant | undefined {
  if (typeof text !== "string") return undefined;
  if (!pattern.test(text)) return undefined;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10))];
  return day <= 28 || isDay(year, month, day) ? Date.parse(text.toUpperCase()) : undefined;
}

/** True for the number of an instant in the years 1970 to 9999. */
export function isInstant(value: unknown): value is Instant {
  return typeof value === "number" && value >= 0 && value < firstAfter9999;
}

const firstAfter9999 = Date.UTC(10000, 0);

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/**
 * The text to the second, as the API server stores times of conditions.
 *
 * ```ts
 * import { toTimestamp } from "./instant.ts";
 * import assert from "node:assert/strict";
 * assert.equal(toTimestamp(1795341600123), "2026-11-22T10:00:00Z");
 * ```
 */
export function toTimestamp(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

/**
 * The text with microseconds, as a Lease stores times (`metav1.MicroTime`).
 *
 * ```ts
 * import { toMicroTime } from "./instant.ts";
 * import assert from "node:assert/strict";
 * assert.equal(toMicroTime(1795341600123), "2026-11-22T10:00:00.123000Z");
 * ```
 */
export function toMicroTime(instant: Instant): string {
  return new Date(instant).toISOString().replace("Z", "000Z");
}
