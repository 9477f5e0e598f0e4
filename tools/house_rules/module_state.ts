import { isShadowed, moduleNames } from "./names_in_scope.ts";
import { isPure } from "./pure_place.ts";

const mutators: ReadonlySet<string> = new Set([
  "add",
  "append",
  "clear",
  "copyWithin",
  "delete",
  "fill",
  "pop",
  "push",
  "reverse",
  "set",
  "shift",
  "sort",
  "splice",
  "unshift",
]);

/** Functions that may change their first argument. */
const changers = /^(Object\.(assign|defineProperty|defineProperties|setPrototypeOf)|Reflect\.\w+)$/;

/**
 * Objects that keep no state between calls. Typed arrays can be changed; the rule checks that the file does not do so.
 */
const stateless = /^(TextEncoder|TextDecoder|RegExp|(Uint|Int|Float|BigUint|BigInt)(8|16|32|64)(Clamped)?Array)$/;

/**
 * A pure module keeps no state between calls: no variable, no mutable list or map, no closure that is made while the
 * module loads. The type of each constant must exclude changes (`readonly`, `ReadonlyMap`, `as const`, or an
 * interface), and no code in the file may change one.
 */
export const moduleState: Deno.lint.Rule = {
  create(context): Deno.lint.LintVisitor {
    if (!isPure(context)) return {};
    const report = (node: Deno.lint.Node, what: string): void => {
      const hint = "A pure module keeps nothing between calls: make it inside the function, or type it as readonly";
      context.report({ node, message: `Pure code keeps no state in a module: found ${what}`, hint });
    };
    const owned = moduleNames(context.sourceCode.ast);
    const changes = (node: Deno.lint.Node): void => {
      const root = rootOf(node);
      if (root === undefined || isShadowed(root.name, node, context)) return;
      if (owned.has(root.name) || /^[A-Z]/.test(root.name)) report(node, `a change of ${root.name}`);
    };
    return {
      VariableDeclaration(node): void {
        if (!isModuleLevel(node)) return;
        if (node.kind !== "const") report(node, `a module-level ${node.kind}`);
        for (const { id, init } of node.declarations) {
          const type = id.type === "Identifier" && id.typeAnnotation
            ? context.sourceCode.getText(id.typeAnnotation).replace(/^:\s*/, "")
            : undefined;
          const what = init === null ? undefined : stateIn(init, type, context);
          if (what !== undefined) report(node, what);
        }
      },
      PropertyDefinition(node): void {
        if (node.static && !node.readonly) report(node, "a static field that is not readonly");
      },
      AssignmentExpression(node): void {
        if (node.left.type === "MemberExpression") changes(node.left);
      },
      UpdateExpression(node): void {
        if (node.argument.type === "MemberExpression") changes(node.argument);
      },
      UnaryExpression(node): void {
        if (node.operator === "delete") changes(node.argument);
      },
      CallExpression(node): void {
        const { callee } = node;
        const [first] = node.arguments;
        if (callee.type !== "MemberExpression") return;
        if (first !== undefined && changers.test(context.sourceCode.getText(callee))) changes(first);
        if (mutators.has(memberOf(callee) ?? "")) changes(callee.object);
      },
    };
  },
};

/** The state that a module-level constant could keep between calls; undefined: none. */
function stateIn(init: Deno.lint.Node, type: string | undefined, context: Deno.lint.RuleContext): string | undefined {
  const named = type !== undefined && /^[A-Z]/.test(type) && !/^(Array|Map|Object|Record|Set|Weak\w+)\b/.test(type);
  switch (init.type) {
    case "ArrayExpression":
      return type?.startsWith("readonly ") || named ? undefined : "a list that is not readonly";
    case "ObjectExpression":
      return named ? undefined : "an object that is not readonly";
    case "TSSatisfiesExpression":
      return stateIn(init.expression, type, context);
    case "NewExpression": {
      const name = context.sourceCode.getText(init.callee);
      if (stateless.test(name) || type?.startsWith("Readonly")) return undefined;
      return `a ${name} that is not readonly`;
    }
    case "CallExpression": {
      const callee = context.sourceCode.getText(init.callee);
      return /Function|Arrow/.test(init.callee.type) || callee === "remembering" ? "a closure made once" : undefined;
    }
    case "Literal":
      return /^\/.*\/[a-z]*[gy][a-z]*$/s.test(context.sourceCode.getText(init)) && !isText(init)
        ? "an expression with a place of its own (flag g or y)"
        : undefined;
    default:
      return undefined;
  }
}

function isText(node: Deno.lint.Node): boolean {
  return node.type === "Literal" && typeof node.value === "string";
}

/** The name at the beginning of `a.b[c].d`. */
function rootOf(node: Deno.lint.Node): Deno.lint.Identifier | undefined {
  if (node.type === "Identifier") return node;
  return node.type === "MemberExpression" || node.type === "TSNonNullExpression"
    ? rootOf(node.type === "MemberExpression" ? node.object : node.expression)
    : undefined;
}

/** The name of a member in either form: `a.b` or `a["b"]`. */
function memberOf({ property, computed }: Deno.lint.MemberExpression): string | undefined {
  if (property.type === "Identifier" && !computed) return property.name;
  return property.type === "Literal" && typeof property.value === "string" ? property.value : undefined;
}

function isModuleLevel(node: Deno.lint.Node): boolean {
  const parent = "parent" in node ? node.parent : undefined;
  return parent?.type === "Program" || parent?.type === "ExportNamedDeclaration";
}
