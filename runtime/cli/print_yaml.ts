/**
 * Kubernetes objects as YAML, as people write them.
 *
 * @module
 */

import { stringify } from "yaml";

/** One document for each. */
export function yamlDocuments(objects: readonly unknown[]): string {
  return objects.map((object) => `---\n${yamlText(object)}`).join("");
}

/** One document. */
export function yamlText(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false, compat: "yaml-1.1" });
}
