/**
 * Whether the API server is recent enough.
 *
 * @module
 */

import { UsageError } from "../cli/usage_error.ts";
import type { Kubectl } from "./kubectl.ts";

/** The first whose CRDs may use CEL's functions for addresses, which the rules in the custom kinds need; the chart asks for the same. */
export const oldestMinor = 31;

/** Throws `UsageError` when it is too old. */
export async function refuseOldServer(kubectl: Kubectl): Promise<void> {
  const answered: unknown = JSON.parse(await kubectl.run(["version", "-o", "json"]));
  const refused = refusalOf(answered);
  if (refused !== undefined) throw new UsageError(refused);
}

/**
 * Why an API server is refused, by what `kubectl version -o json` prints; its minor may be as `31+`. One whose version cannot be
 * read is not refused: the API server itself judges what is applied.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(refusalOf({ serverVersion: { major: "1", minor: "31+" } }), undefined);
 * assert.match(refusalOf({ serverVersion: { major: "1", minor: "30" } }) ?? "", /the API server is 1.30, and 1.31 is needed/);
 * ```
 */
export function refusalOf(answered: unknown): string | undefined {
  const { major, minor } = Object(Object(answered).serverVersion);
  const [release, number] = [Number.parseInt(String(major)), Number.parseInt(String(minor))];
  const isOld = release < 1 || (release === 1 && number < oldestMinor);
  if (!isOld) return undefined;
  return `Cannot deploy: the API server is ${release}.${number}, and 1.${oldestMinor} is needed for the rules in the custom kinds`;
}
