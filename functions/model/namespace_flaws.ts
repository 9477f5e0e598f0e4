/**
 * Configuration counts in one namespace only, so that whoever may write to that namespace, and nobody else, decides.
 *
 * @module
 */

import { error, type Flaw } from "./fault.ts";
import type { KubernetesObject } from "./kubernetes.ts";

/** An object without a namespace is in a file and not yet applied: it counts. */
export function namespaceFlaws(object: KubernetesObject, namespace: string): readonly Flaw[] {
  const found = object.metadata.namespace;
  if (found === undefined || found === namespace) return [];
  const message = `The ${object.kind} is in namespace ${found}, where it counts for nothing; create it in ${namespace}`;
  return [error("metadata.namespace", "WrongNamespace", message)];
}
