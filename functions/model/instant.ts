/**
 * Converts between instants and the RFC 3339 text that Kubernetes writes.
 *
 * @module
 */

import type { Instant } from "./kubernetes.ts";

/** The instant of an RFC 3339 text; undefined if `Date.parse` cannot read the value. */
export function toInstant(text: unknown): Instant | undefined {
  if (typeof text !== "string") return undefined;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
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
