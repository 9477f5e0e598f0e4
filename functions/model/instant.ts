/**
 * Between instants and the RFC 3339 text that Kubernetes writes.
 *
 * @module
 */

import type { Instant } from "./kubernetes.ts";

/** Undefined when there is no text, or none that names an instant. */
export function toInstant(text: unknown): Instant | undefined {
  if (typeof text !== "string") return undefined;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
}

/**
 * To the second, as the API server stores times of conditions.
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
