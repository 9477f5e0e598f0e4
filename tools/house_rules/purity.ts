import { placeOf } from "./place.ts";

/** Globals through which a function would see or change the world. */
const effects: ReadonlySet<string> = new Set([
  "Deno",
  "Promise",
  "WebSocket",
  "Worker",
  "XMLHttpRequest",
  "console",
  "crypto",
  "fetch",
  "globalThis",
  "performance",
  "process",
  "queueMicrotask",
  "setImmediate",
  "setInterval",
  "setTimeout",
]);

/** What a pure function may take from Node: data in, data out. */
const pureOfNode: Readonly<Record<string, readonly string[]>> = {
  "node:crypto": ["createHash", "createHmac", "hash", "timingSafeEqual"],
  "node:net": ["isIP", "isIPv4", "isIPv6"],
};

const standalone =
  /^if \(import\.meta\.main\) await \(await import\("\.\.\/runtime\/cli\/standalone\.ts"\)\)\.standalone\("([a-z_]+)"\);$/;

/**
 * Holds `functions/` to data in, data out: no clock, no randomness, no I/O, no `async`, no module state. The one exception is
 * the line that lets a file run by itself, `if (import.meta.main) …`, as the last of a file directly in `functions/`.
 */
export const purity: Deno.lint.Rule = {
  create(context): Deno.lint.LintVisitor {
    const place = placeOf(context.filename);
    if (!place.startsWith("functions/")) return {};
    const report = (node: Deno.lint.Node, what: string, hint: string): void => {
      if (!isStandaloneLine(context, place, node)) {
        context.report({ node, message: `A function is pure: found ${what}`, hint });
      }
    };
    const asynchronous = (node: { async: boolean } & Deno.lint.Node): void => {
      if (node.async) report(node, "async", "Return what should be done; the runtime does it");
    };
    return {
      Identifier(node): void {
        if (effects.has(node.name) && isReference(node)) {
          report(node, node.name, "Take what you need as an argument; effects live in runtime/");
        }
      },
      MemberExpression(node): void {
        const text = context.sourceCode.getText(node);
        if (["Date.now", "Math.random", "Temporal.Now"].includes(text)) {
          report(node, text, "Time is observed.now; choose by a hash of names");
        }
      },
      NewExpression(node): void {
        const name = context.sourceCode.getText(node.callee);
        if (name === "Date" && node.arguments.length === 0) report(node, "new Date()", "Time is observed.now");
        const parent = node.parent.type === "VariableDeclarator" ? node.parent.parent : undefined;
        if (/^(Weak)?(Map|Set)$/.test(name) && node.arguments.length === 0 && parent && isModuleLevel(parent)) {
          report(
            node,
            `an empty ${name} at module level`,
            "Make it inside the function, or fill it where it is declared",
          );
        }
      },
      CallExpression(node): void {
        if (context.sourceCode.getText(node.callee) === "Date") report(node, "Date()", "Time is observed.now");
      },
      VariableDeclaration(node): void {
        if (node.kind !== "const" && isModuleLevel(node)) {
          report(node, `a module-level ${node.kind}`, "A function keeps nothing between calls");
        }
      },
      ImportDeclaration(node): void {
        const allowed = pureOfNode[node.source.value];
        if (allowed === undefined || node.importKind === "type") return;
        for (const specifier of node.specifiers) {
          const name = specifier.type === "ImportSpecifier" ? context.sourceCode.getText(specifier.imported) : "*";
          if (!allowed.includes(name)) {
            report(specifier, `${name} from ${node.source.value}`, `Pure are only: ${allowed.join(", ")}`);
          }
        }
      },
      ImportExpression(node): void {
        report(node, "import()", "Import at the top");
      },
      AwaitExpression(node): void {
        report(node, "await", "Return what should be done; the runtime does it");
      },
      FunctionDeclaration: asynchronous,
      FunctionExpression: asynchronous,
      ArrowFunctionExpression: asynchronous,
    };
  },
};

function isModuleLevel(node: Deno.lint.Node): boolean {
  const parent = "parent" in node ? node.parent : undefined;
  return parent?.type === "Program" || parent?.type === "ExportNamedDeclaration";
}

const noReference: ReadonlySet<string> = new Set([
  "MethodDefinition",
  "PropertyDefinition",
  "TSMethodSignature",
  "TSPropertySignature",
  "TSQualifiedName",
  "TSTypeReference",
]);

/** Whether the name stands for the global, not for a property or a key of that name. */
function isReference(node: Deno.lint.Identifier): boolean {
  const parent = node.parent;
  if (parent.type === "MemberExpression") return parent.object === node || parent.computed;
  if (parent.type === "Property") return parent.value === node;
  return !noReference.has(parent.type);
}

function isStandaloneLine(context: Deno.lint.RuleContext, place: string, node: Deno.lint.Node): boolean {
  const top = [...context.sourceCode.getAncestors(node), node].find((each) => each.type === "IfStatement");
  if (top?.type !== "IfStatement" || context.sourceCode.ast.body.at(-1) !== top) return false;
  const name = standalone.exec(context.sourceCode.getText(top))?.[1];
  return place === `functions/${name}.ts`;
}
