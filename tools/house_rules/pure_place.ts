import { placeOf } from "./place.ts";

/**
 * True if a file must be pure: all of `functions/`, and each file of `runtime/` whose first comment says "Pure.".
 *
 * @param place the file's path inside the project
 * @param source the text of the file
 */
export function promisesPurity(place: string, source: string): boolean {
  if (place.startsWith("functions/")) return true;
  const comment = /^\s*\/\*\*([\s\S]*?)\*\//.exec(source)?.[1];
  return place.startsWith("runtime/") && comment !== undefined && /(^|\s)Pure\.(\s|$)/.test(comment);
}

/** True if the rules of purity apply to the file that is linted. */
export function isPure(context: Deno.lint.RuleContext): boolean {
  return promisesPurity(placeOf(context.filename), context.sourceCode.text);
}
