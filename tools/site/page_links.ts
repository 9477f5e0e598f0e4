/**
 * The links of a Markdown page to other files of the project. Pure.
 *
 * @module
 */

/** Matches a block of code, which has no links, or the target of a link that is inside this project. */
const pattern = /^```.*?^```$|\]\((?![a-z]+:)([^)\s]+)\)/gms;

/** The targets of the links, with their anchors. */
export function linksIn(text: string): readonly string[] {
  return [...text.matchAll(pattern)].flatMap(([, target]) => target ?? []);
}

/**
 * The page with other targets. Anchors stay, and so do targets that are not in the map.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * const targets = new Map([["../deno.json", "../deno.json.md"]]);
 * assert.equal(withLinks("[a](../deno.json#b) [c](d.md)", targets), "[a](../deno.json.md#b) [c](d.md)");
 * ```
 */
export function withLinks(text: string, targets: ReadonlyMap<string, string>): string {
  return text.replaceAll(pattern, (whole, target?: string) => {
    const [to = "", anchor] = target?.split("#") ?? [];
    const other = targets.get(to);
    return other === undefined ? whole : `](${other}${anchor === undefined ? "" : `#${anchor}`})`;
  });
}
