import { placeOf } from "./place.ts";

interface Home {
  readonly call: RegExp;
  readonly folders: readonly string[];
  readonly says: string;
}

const homes: readonly Home[] = [
  { call: /^Deno\.dlopen$/, folders: ["runtime/wire/"], says: "Only runtime/wire/ calls libc" },
  {
    call: /^(fetch|globalThis\.fetch|Deno\.createHttpClient)$/,
    folders: ["runtime/store/", "runtime/lab/"],
    says: "Only runtime/store/ talks to Kubernetes, and the lab to what it announces",
  },
];

/** Some effects have one home in `runtime/`, so that what they may do is read in one place. */
export const effectsAtHome: Deno.lint.Rule = {
  create(context): Deno.lint.LintVisitor {
    const place = placeOf(context.filename);
    if (!place.startsWith("runtime/")) return {};
    return {
      CallExpression(node): void {
        const call = context.sourceCode.getText(node.callee);
        const home = homes.find((each) => each.call.test(call));
        if (home !== undefined && !home.folders.some((folder) => place.startsWith(folder))) {
          context.report({ node, message: `${home.says}: found ${call}` });
        }
      },
    };
  },
};
