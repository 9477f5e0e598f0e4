/**
 * The names that a module declares, and whether a name at a place in the code means one of them. `deno lint` gives
 * plugins no information about scopes.
 *
 * @module
 */

/** The names that a module declares or imports at its top level. */
export function moduleNames(program: Deno.lint.Program): ReadonlySet<string> {
  return new Set(program.body.flatMap((statement): readonly string[] => {
    if (statement.type === "ImportDeclaration") return statement.specifiers.map(({ local }) => local.name);
    return statement.type === "ExportNamedDeclaration" && statement.declaration !== null
      ? declaredBy(statement.declaration)
      : declaredBy(statement);
  }));
}

/** True if a function or block around the node declares the name again. Then the name means the new declaration. */
export function isShadowed(name: string, node: Deno.lint.Node, context: Deno.lint.RuleContext): boolean {
  return context.sourceCode.getAncestors(node).some((each) =>
    each.type !== "Program" && declaredIn(each).includes(name)
  );
}

function declaredIn(node: Deno.lint.Node): readonly string[] {
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return node.params.flatMap((each) => each.type === "TSParameterProperty" ? [] : namesIn(each));
    case "BlockStatement":
      return node.body.flatMap(declaredBy);
    case "ForStatement":
      return node.init === null ? [] : declaredBy(node.init);
    case "ForOfStatement":
    case "ForInStatement":
      return declaredBy(node.left);
    case "CatchClause":
      return node.param === null ? [] : namesIn(node.param);
    default:
      return [];
  }
}

function declaredBy(node: Deno.lint.Node): readonly string[] {
  switch (node.type) {
    case "VariableDeclaration":
      return node.declarations.flatMap(({ id }) => namesIn(id));
    case "FunctionDeclaration":
    case "ClassDeclaration":
      return node.id === null ? [] : [node.id.name];
    default:
      return [];
  }
}

/** The names that a pattern declares: `{ a, b: [c] }` declares `a` and `c`. */
function namesIn(pattern: Deno.lint.Node): readonly string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((each) => each.type === "Property" ? namesIn(each.value) : namesIn(each));
    case "ArrayPattern":
      return pattern.elements.flatMap((each) => each === null ? [] : namesIn(each));
    case "RestElement":
      return namesIn(pattern.argument);
    case "AssignmentPattern":
      return namesIn(pattern.left);
    default:
      return [];
  }
}
