/**
 * Configuration is read from one namespace only. So only users with the right to write there can configure.
 *
 * @module
 */

import { error, type Flaw } from "../fault.ts";
import type { KubernetesObject } from "../kubernetes.ts";

/** True if the object is in this namespace. Also true for an object without a namespace, as files have it. */
export function countsIn(namespace: string, { metadata }: KubernetesObject): boolean {
  return metadata.namespace === undefined || metadata.namespace === namespace;
}

export function namespaceFlaws(object: KubernetesObject, namespace: string): readonly Flaw[] {
  if (countsIn(namespace, object)) return [];
  const { kind, metadata } = object;
  const message =
    `The ${kind} is in namespace ${metadata.namespace}, where it has no effect; create it in ${namespace}`;
  return [error("metadata.namespace", "WrongNamespace", message)];
}
