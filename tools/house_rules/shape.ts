import { isProduct, placeOf } from "./place.ts";

const deepest = 4;
const mostParameters = 4;
const emptyNames: ReadonlySet<string> = new Set(["util", "utils", "helper", "helpers", "common", "manager", "misc"]);

/**
 * Outside tests and tools, code uses neither `any` nor casts: no `as` except `as const`. Data from outside must be
 * parsed instead.
 */
export const noCasts: Deno.lint.Rule = {
  create(context): Deno.lint.LintVisitor {
    if (!isProduct(placeOf(context.filename))) return {};
    const message = "A cast hides what the types do not know";
    const hint = "Parse it, narrow it with a type guard, or use satisfies";
    return {
      TSAsExpression(node): void {
        if (!/\bas\s+const$/.test(context.sourceCode.getText(node))) context.report({ node, message, hint });
      },
      TSTypeAssertion(node): void {
        context.report({ node, message, hint });
      },
      TSAnyKeyword(node): void {
        context.report({ node, message: "any switches the compiler off", hint: "Use unknown and narrow it" });
      },
    };
  },
};

/** A file is named in snake_case for the one idea in it. Empty words, such as `util` or `helper`, are refused. */
export const fileNames: Deno.lint.Rule = {
  create(context): Deno.lint.LintVisitor {
    return {
      Program(node): void {
        const base = placeOf(context.filename).split("/").at(-1) ?? "";
        const words = base.replace(/\.[a-z.]+$/, "").split(/[_-]/);
        const empty = words.find((word) => emptyNames.has(word.toLowerCase()));
        if (empty !== undefined) {
          const hint = "Name the file for the one idea in it";
          context.report({ node, message: `A file name says what is inside: found ${empty}`, hint });
        }
        if (!/^[a-z0-9_.]+$/.test(base)) {
          context.report({ node, message: `File names are snake_case: found ${base}` });
        }
      },
    };
  },
};

/** A module's functions are declared with `function`; arrow functions are for closures. */
export const noTopLevelArrows: Deno.lint.Rule = {
  create(context): Deno.lint.LintVisitor {
    return {
      ArrowFunctionExpression(node): void {
        if (node.parent.type !== "VariableDeclarator") return;
        const outside = node.parent.parent.parent;
        if (outside.type === "Program" || outside.type === "ExportNamedDeclaration") {
          context.report({ node, message: "A function of a module is declared with function, not as an arrow" });
        }
      },
    };
  },
};

/** At most four parameters. */
export const fewParameters: Deno.lint.Rule = {
  create(context): Deno.lint.LintVisitor {
    const check = (node: { readonly params: readonly unknown[] } & Deno.lint.Node): void => {
      if (node.params.length > mostParameters) {
        const message = `At most ${mostParameters} parameters: found ${node.params.length}`;
        context.report({ node, message, hint: "Take an object of options" });
      }
    };
    return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
  },
};

/** At most four nested statements within one function. */
export const shallow: Deno.lint.Rule = {
  create(context): Deno.lint.LintVisitor {
    const check = (node: Deno.lint.Node): void => {
      if (isElseIf(node) || depthOf(node, context) !== deepest + 1) return;
      const message = `At most ${deepest} statements inside one another`;
      context.report({ node, message, hint: "Return early, or give the inner part a name" });
    };
    return {
      IfStatement: check,
      ForStatement: check,
      ForInStatement: check,
      ForOfStatement: check,
      WhileStatement: check,
      DoWhileStatement: check,
      SwitchStatement: check,
      TryStatement: check,
    };
  },
};

const nesting: ReadonlySet<string> = new Set([
  "IfStatement",
  "ForStatement",
  "ForInStatement",
  "ForOfStatement",
  "WhileStatement",
  "DoWhileStatement",
  "SwitchStatement",
  "TryStatement",
]);

function depthOf(node: Deno.lint.Node, context: Deno.lint.RuleContext): number {
  const ancestors = context.sourceCode.getAncestors(node);
  const start = ancestors.findLastIndex((each) => /Function/.test(each.type));
  return ancestors.slice(start + 1).filter((each) => nesting.has(each.type) && !isElseIf(each)).length + 1;
}

function isElseIf(node: Deno.lint.Node): boolean {
  return node.type === "IfStatement" && node.parent.type === "IfStatement" && node.parent.alternate === node;
}
