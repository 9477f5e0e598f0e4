/**
 * Objects as they may be written into a file that somebody sends to somebody else.
 *
 * @module
 */

import type { KubernetesObject } from "../../functions/model/kubernetes.ts";
import { isPassword } from "../../functions/model/bgp/bgp_peer_flaws.ts";
import { isFields } from "../store/json.ts";

/** Of a BGPPeer, the password: in its place stands one that is as valid, so that the same is decided. Secrets are not observed. */
export function withoutSecrets(object: KubernetesObject): unknown {
  const spec: unknown = "spec" in object ? object.spec : undefined;
  if (object.kind !== "BGPPeer" || !isFields(spec)) return object;
  const { password } = spec;
  if (password === undefined || password === null || password === "") return object;
  return { ...object, spec: { ...spec, password: isPassword(password) ? "left-out" : "left out" } };
}
