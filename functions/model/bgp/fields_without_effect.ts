/**
 * Fields of a BGPPeer that exist in the schema but have no effect. They have none in MetalLB either.
 *
 * @module
 */

import { type Flaw, warning } from "../fault.ts";
import { isRecord } from "../shape.ts";

/**
 * Returns a warning for `disableMP: true`, and for a password Secret in another namespace.
 *
 * @param namespace the namespace in which Secrets are read
 */
export function fieldsWithoutEffect(spec: Readonly<Record<string, unknown>>, namespace: string): readonly Flaw[] {
  const { disableMP, passwordSecret } = spec;
  const elsewhere = isRecord(passwordSecret) ? passwordSecret["namespace"] : undefined;
  return [
    ...(disableMP === true
      ? [warning("spec.disableMP", "NoEffect", "It has no effect any more; see dualStackAddressFamily")]
      : []),
    ...(typeof elsewhere === "string" && elsewhere !== "" && elsewhere !== namespace
      ? [warning("spec.passwordSecret.namespace", "NoEffect", `It has no effect; the Secret is read in ${namespace}`)]
      : []),
  ];
}
