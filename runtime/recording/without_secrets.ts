/**
 * Removes passwords from objects, for a file that users send to others. Pure.
 *
 * @module
 */

import { isRecord } from "../../functions/model/shape.ts";
import type { KubernetesObject } from "../../functions/model/kubernetes.ts";
import { isPassword } from "../../functions/model/bgp/peer_flaws.ts";

/** The text that replaces a secret. */
export const leftOut = "left-out";

/** The text that replaces a password that is not valid; it is not valid either. */
export const wrongPassword = "left out";

/**
 * Replaces the password of a BGPPeer by a fixed text. The text is a valid password only if the password was valid, so
 * decisions stay the same. Objects of the kind Secret are not observed.
 */
export function withoutSecrets(object: KubernetesObject): unknown {
  return withoutPassword(object);
}

/** Replaces the password if the value is a BGPPeer with a password; returns any other value unchanged. */
export function withoutPassword(object: unknown): unknown {
  const spec = specOfPeer(object);
  if (!isRecord(object) || spec === undefined) return object;
  const { password } = spec;
  if (password === undefined || password === null || password === "") return object;
  return { ...object, spec: { ...spec, password: isPassword(password) ? leftOut : wrongPassword } };
}

/** The password of a BGPPeer; empty if it has none, or for any other value. */
export function passwordsIn(object: unknown): readonly string[] {
  const password = specOfPeer(object)?.["password"];
  return typeof password === "string" && password !== "" ? [password] : [];
}

function specOfPeer(object: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(object) && object["kind"] === "BGPPeer" && isRecord(object["spec"]) ? object["spec"] : undefined;
}
