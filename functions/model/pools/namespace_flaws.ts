/**
 * Configuration counts in one namespace only, so that whoever may write to that namespace, and nobody else, decides.
 *
 * @module
 */

import { error, type Flaw } from "../fault.ts";
import type { KubernetesObject } from "../kubernetes.ts";

/** An object without a namespace is in a file and not yet applied: it counts. */
export function countsIn(namespace: string, { metadata }: KubernetesObject): boolean {
  return metadata.namespace === undefined || metadata.namespace === namespace;
}

export function namespaceFlaws(object: KubernetesObject, namespace: string): readonly Flaw[] {
  if (countsIn(namespace, object)) return [];
  const { kind, metadata } = object;
  const message =
    `The ${kind} is in namespace ${metadata.namespace}, where it counts for nothing; create it in ${namespace}`;
  return [error("metadata.namespace", "WrongNamespace", message)];
}
