/**
 * Pure code: data in, data out.
 *
 * Why: docs/adr/0006-functions-run-by-themselves.md
 * Why: docs/adr/0007-node-net-and-node-crypto-in-functions.md
 *
 * @module
 */

import { isShadowed } from "./names_in_scope.ts";
import { placeOf } from "./place.ts";
import { isPure } from "./pure_place.ts";
import { isReference, memberTaken } from "./reference.ts";

/** Globals that would let pure code read or change the world. */
const effects: ReadonlySet<string> = new Set([
  "Atomics",
  "BroadcastChannel",
  "Deno",
  "EventSource",
  "FinalizationRegistry",
  "Function",
  "Intl",
  "Promise",
  "SharedArrayBuffer",
  "Temporal",
  "WeakRef",
  "WebAssembly",
  "WebSocket",
  "Worker",
  "XMLHttpRequest",
  "console",
  "crypto",
  "eval",
  "fetch",
  "globalThis",
  "localStorage",
  "location",
  "navigator",
  "performance",
  "process",
  "queueMicrotask",
  "self",
  "sessionStorage",
  "setImmediate",
  "setInterval",
  "setTimeout",
  "window",
]);

/**
 * Members of globals that read the clock or are random. Such a global may be used only by its members or in `new
 * Date(TIME)`, so that the global cannot get another name.
 */
const impureMembers: Readonly<Record<string, ReadonlySet<string>>> = {
  Date: new Set(["now"]),
  Math: new Set(["random"]),
};

/** Methods whose result depends on the language or the time zone of the machine. */
const local: ReadonlySet<string> = new Set([
  "localeCompare",
  "toLocaleDateString",
  "toLocaleLowerCase",
  "toLocaleString",
  "toLocaleTimeString",
  "toLocaleUpperCase",
  "getTimezoneOffset",
  "getDate",
  "getDay",
  "getFullYear",
  "getHours",
  "getMinutes",
  "getMonth",
  "getSeconds",
  "setDate",
  "setHours",
  "setMonth",
  "toDateString",
  "toTimeString",
]);

/** The parts of Node that pure code may use. */
const pureOfNode: Readonly<Record<string, readonly string[]>> = {
  "node:crypto": ["createHash", "createHmac", "hash", "timingSafeEqual"],
  "node:net": ["isIP", "isIPv4", "isIPv6"],
};

const standalone =
  /^if \(import\.meta\.main\) await \(await import\("\.\.\/runtime\/cli\/standalone\.ts"\)\)\.standalone\("([a-z_]+)"\);$/;

/**
 * Keeps pure code pure: `functions/`, and each file of `runtime/` whose first comment says "Pure.". Pure code takes
 * data and returns data: no clock, no randomness, no I/O, no `async`. There is one exception: a file directly in
 * `functions/` may end with the line that runs the file as a program, `if (import.meta.main) …`.
 */
export const purity: Deno.lint.Rule = {
  create(context): Deno.lint.LintVisitor {
    if (!isPure(context)) return {};
    const place = placeOf(context.filename);
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
        const { name } = node;
        if (!isReference(node) || isShadowed(name, node, context)) return;
        const impure = impureMembers[name];
        if (effects.has(name)) report(node, name, "Take what you need as an argument; effects live in runtime/");
        else if (impure !== undefined) {
          const found = globalUse(node, impure);
          if (found !== undefined) report(node, found, "Time is observed.now; choose by a hash of names");
        }
      },
      MemberExpression(node): void {
        const { property, computed } = node;
        const name = property.type === "Identifier" && !computed ? property.name : undefined;
        if (name !== undefined && local.has(name)) {
          report(node, name, "Each machine must give the same answer: compare by code units, write UTC");
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

/** The impurity in this use of `Date` or `Math`; undefined: there is none. */
function globalUse(node: Deno.lint.Identifier, impure: ReadonlySet<string>): string | undefined {
  const { name, parent } = node;
  const member = memberTaken(node);
  if (member !== undefined) return impure.has(member) ? `${name}.${member}` : undefined;
  if (name !== "Date") return name;
  if (parent.type === "NewExpression" && parent.callee === node) {
    return parent.arguments.length === 0 ? "new Date()" : undefined;
  }
  return parent.type === "CallExpression" && parent.callee === node ? "Date()" : name;
}

function isStandaloneLine(context: Deno.lint.RuleContext, place: string, node: Deno.lint.Node): boolean {
  const top = [...context.sourceCode.getAncestors(node), node].find((each) => each.type === "IfStatement");
  if (top?.type !== "IfStatement" || context.sourceCode.ast.body.at(-1) !== top) return false;
  const name = standalone.exec(context.sourceCode.getText(top))?.[1];
  return place === `functions/${name}.ts`;
}
