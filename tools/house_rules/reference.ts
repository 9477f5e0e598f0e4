const noReference: ReadonlySet<string> = new Set([
  "ImportSpecifier",
  "MethodDefinition",
  "PropertyDefinition",
  "TSMethodSignature",
  "TSPropertySignature",
  "TSQualifiedName",
  "TSTypeReference",
]);

/** True if this identifier stands for a global or a variable. False if it is only the name of a property or a type. */
export function isReference(node: Deno.lint.Identifier): boolean {
  const parent = node.parent;
  if (parent.type === "MemberExpression") return parent.object === node || parent.computed;
  if (parent.type === "Property") return parent.value === node || parent.shorthand;
  return !noReference.has(parent.type);
}

/**
 * The member of a global that the code uses: `Math.random` and `Math["random"]` both give `random`. Undefined if the
 * code uses the global as a whole (`const { random } = Math`), or if the member cannot be determined.
 */
export function memberTaken(node: Deno.lint.Identifier): string | undefined {
  const parent = node.parent;
  if (parent.type !== "MemberExpression" || parent.object !== node) return undefined;
  const { property, computed } = parent;
  if (property.type === "Identifier" && !computed) return property.name;
  return property.type === "Literal" && typeof property.value === "string" ? property.value : undefined;
}
