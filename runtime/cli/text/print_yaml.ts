/**
 * Kubernetes objects as YAML, in the usual style.
 *
 * @module
 */

import { Document, isScalar, visit } from "yaml";

/** One document for each object. */
export function yamlDocuments(objects: readonly unknown[]): string {
  return objects.map((object) => `---\n${yamlText(object)}`).join("");
}

/** One value as one document. */
export function yamlText(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false, compat: "yaml-1.1" });
  visit(document, { Scalar: (_, node) => quoteUnprintable(node) });
  return document.toString({ lineWidth: 0 });
}

/** Puts text with unprintable characters into double quotes, since only this YAML style has escapes. */
function quoteUnprintable(node: unknown): void {
  if (!isScalar(node) || typeof node.value !== "string") return;
  if (/(?![\n\t])\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u.test(node.value)) node.type = "QUOTE_DOUBLE";
}
