/** Compares docs/annotations.md with the names in the code. */

import assert from "node:assert/strict";
import * as names from "../../functions/model/names.ts";
import { readPage } from "./markdown.ts";
import { rowsIn, sectionsOf, wordsIn } from "./markdown_table.ts";

const sections = sectionsOf(readPage("docs/annotations.md").text);
const written = [
  ...names.ownAnnotations,
  ...namedBy(/^annotation(Links|Unheard|Twin|KubeProxy|Heartbeat|BGP|Moved|Labelling)$/),
];
const all = namedBy(/^(deprecatedA|a)nnotation/).filter((name) => name !== names.deprecatedAnnotationPrefix);

const lists: readonly { readonly section: string; readonly right: readonly string[] }[] = [
  { section: "You write", right: all.filter((name) => !written.includes(name)) },
  { section: "You read", right: written },
  { section: "Labels", right: namedBy(/^label|^nodeLabelPrefix$/) },
];

Deno.test.each(lists)(
  "docs/annotations.md has each name once, without empty cells: $section",
  ({ section, right }) => {
    const rows = rowsIn(sections.get(section) ?? "");
    assert.deepEqual(rows.flatMap(([name = ""]) => wordsIn(name)).toSorted(), [...right].toSorted());
    assert.deepEqual(rows.filter((row) => row.length !== 4 || row.includes("")), []);
  },
);

function namedBy(pattern: RegExp): string[] {
  return Object.entries(names).flatMap(([key, name]) => pattern.test(key) && typeof name === "string" ? [name] : []);
}
