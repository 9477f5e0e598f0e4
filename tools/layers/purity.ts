/**
 * A pure file imports only pure files: those of `functions/`, and those of `runtime/` whose first comment says "Pure.".
 * Types may come from any file, since they do not exist at run time.
 *
 * @module
 */

import { promisesPurity } from "../house_rules/pure_place.ts";
import type { SourceFile } from "./rules.ts";

/**
 * One sentence for each import that breaks this rule.
 *
 * @param sourceOf returns the text of a file of `runtime/`
 */
export function purityFaults(files: readonly SourceFile[], sourceOf: (path: string) => string): string[] {
  const isPure = (path: string): boolean => promisesPurity(path, path.startsWith("runtime/") ? sourceOf(path) : "");
  return files.filter(({ path }) => path.startsWith("runtime/") && isPure(path)).flatMap(({ path, imports }) =>
    imports.filter(({ to, typeOnly }) =>
      !typeOnly && (to.startsWith("npm:") || (to.startsWith("runtime/") && !isPure(to)))
    )
      .map(({ to }) => `${path} says "Pure." and imports ${to}, which does not`)
  );
}
