/**
 * Checks that the API server is recent enough.
 *
 * @module
 */

import { UsageError } from "../ground/usage_error.ts";
import type { Kubectl } from "./kubectl.ts";

/**
 * The minor version of the first release whose CRDs may use CEL's functions for addresses, which our custom kinds need.
 * The chart has the same limit.
 */
export const oldestMinor = 31;

/** The version as the API server reports it. `minor` may look like `31+`. */
export interface ServerVersion {
  readonly major?: string;
  readonly minor?: string;
}

/** The first request to the API server. It fails within 10 s if there is no answer. Throws `KubectlError`. */
export async function serverVersion(kubectl: Kubectl): Promise<ServerVersion> {
  return Object(JSON.parse(await kubectl.run(["get", "--raw", "/version", "--request-timeout=10s"])));
}

/** Throws `UsageError` if the API server is too old. */
export function refuseOldServer(version: ServerVersion): void {
  const refused = refusalOf(version);
  if (refused !== undefined) throw new UsageError(refused);
}

/**
 * The reason to refuse an API server; undefined if it is accepted. An unreadable version is accepted: then the API
 * server itself refuses the objects that it does not support.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(refusalOf({ major: "1", minor: "31+" }), undefined);
 * assert.match(refusalOf({ major: "1", minor: "30" }) ?? "", /the API server is 1.30, and 1.31 is needed/);
 * ```
 */
export function refusalOf({ major = "", minor = "" }: ServerVersion): string | undefined {
  const [release, number] = [Number.parseInt(major), Number.parseInt(minor)];
  const isOld = release < 1 || (release === 1 && number < oldestMinor);
  if (!isOld) return undefined;
  return `Cannot deploy: the API server is ${release}.${number}, and 1.${oldestMinor} is needed for the rules in the custom kinds`;
}
