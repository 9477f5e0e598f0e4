/**
 * resourceVersions: both stores number them in one rising sequence, as etcd's revisions are and as Kubernetes promises
 * since 1.35 (KEP-5504).
 *
 * @module
 */

/**
 * Below 0: the first is older. What is not a number counts as oldest.
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
