/**
 * Durations as Kubernetes writes them (`metav1.Duration`, Go's `time.ParseDuration`).
 *
 * @module
 */

const milliseconds: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  "µs": 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * The duration in milliseconds; undefined if the text is not a duration, or is negative.
 *
 * ```ts
 * import { parseDuration } from "./duration.ts";
 * import assert from "node:assert/strict";
 * assert.equal(parseDuration("1m30s"), 90_000);
 * assert.equal(parseDuration("1.5s"), 1500);
 * assert.equal(parseDuration("0"), 0);
 * assert.equal(parseDuration("90"), undefined);
 * ```
 */
export function parseDuration(text: unknown): number | undefined {
  if (text === "0") return 0;
  if (typeof text !== "string" || text.length > 64) return undefined;
  if (!/^((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g)) {
    sum += Number(number) * (milliseconds[unit ?? ""] ?? NaN);
  }
  return Number.isFinite(sum) ? sum : undefined;
}
