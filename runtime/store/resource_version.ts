/**
 * Compares resourceVersions. In both stores they are numbers that rise with each write, like etcd's revisions.
 * Kubernetes guarantees this since 1.35 (KEP-5504). Pure.
 *
 * @module
 */

/**
 * A number below 0 if the first version is older, above 0 if it is newer. A version that is no number counts as the
 * oldest.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { compareResourceVersions } from "./resource_version.ts";
 * assert.ok(compareResourceVersions("99", "100") < 0);
 * ```
 */
export function compareResourceVersions(one: string | undefined, other: string | undefined): number {
  const [left, right] = [digits(one), digits(other)];
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}

function digits(version: string | undefined): string {
  return version !== undefined && /^[0-9]+$/.test(version) ? version.replace(/^0+/, "") : "";
}
