import { isShadowed } from "./names_in_scope.ts";
import { placeOf } from "./place.ts";
import { isReference, memberTaken } from "./reference.ts";

interface Home {
  /** Globals or members of `Deno`. */
  readonly names: readonly string[];
  readonly folders: readonly string[];
  readonly says: string;
}

const homes: readonly Home[] = [
  { names: ["Deno.dlopen"], folders: ["runtime/wire/"], says: "Only runtime/wire/ calls libc" },
  {
    names: ["fetch", "Deno.createHttpClient"],
    folders: ["runtime/store/", "runtime/lab/", "runtime/page/document/"],
    says: "Only runtime/store/ talks to Kubernetes, the lab to what it announces, and the page to its controller",
  },
];

/** With one of these, code could reach an effect under another name. */
const ways: ReadonlySet<string> = new Set(["eval", "Function", "globalThis", "self", "window"]);

/**
 * Some effects are allowed only in certain folders of `runtime/`, so that these folders show all uses of the effects.
 * Other code must not even name the effects. No effect may get another name: code may use a member of `Deno` but not
 * `Deno` as a whole, and never `globalThis`.
 */
export const effectsAtHome: Deno.lint.Rule = {
  create(context): Deno.lint.LintVisitor {
    const place = placeOf(context.filename);
    if (!place.startsWith("runtime/")) return {};
    return {
      Identifier(node): void {
        const { name } = node;
        if (!isReference(node) || isShadowed(name, node, context)) return;
        const member = name === "Deno" ? memberTaken(node) : undefined;
        if (ways.has(name) || (name === "Deno" && member === undefined)) {
          const message = `An effect is called by its own name: found ${name}`;
          return context.report({ node, message, hint: "Write Deno.NAME, and call globals by their names" });
        }
        const found = member === undefined ? name : `Deno.${member}`;
        const home = homes.find(({ names }) => names.includes(found));
        if (home !== undefined && !home.folders.some((folder) => place.startsWith(folder))) {
          context.report({ node, message: `${home.says}: found ${found}` });
        }
      },
    };
  },
};
