/**
 * Compares the pages of figures with the benchmarks. Figures are only in outputs, each output follows the command that
 * printed it, and the sources of that benchmark contain the name of each row.
 *
 * @module
 */

import assert from "node:assert/strict";
import { readPage, withoutBlocks } from "./markdown.ts";

const root = new URL("../../", import.meta.url);
const pages = ["measured", "sizing"].map((name) => ({ name, text: readPage(`docs/${name}.md`).text }));

/** Each output of the pages, with the command in the block before it. */
const measured = pages.flatMap(({ name, text }) =>
  [...text.matchAll(/(?:^```sh\n([^\n]*)\n```\n\n)?^```text\n(.*?)^```$/gms)].map(([, command = "", output = ""]) => {
    const [first = "", ...rows] = output.trimEnd().split("\n");
    return { name, command, first, rows };
  })
);

Deno.test("the pages of figures have outputs", () => assert.ok(measured.length > 10));

Deno.test.each(measured)("$name: $command: its output begins with the time and the load, and it prints each row", (
  { command, first, rows },
) => {
  const [, name = "", file = ""] =
    /^(?:\w+=\w+ )*deno (?:task bench (\w+)|run -A (tests\/bench\/\w+\.ts))[^\n]*$/.exec(command) ?? [];
  const program = new URL(file || `tests/bench/${name}.ts`, root);
  assert.ok(Deno.statSync(program).isFile, command);
  assert.match(first, /^\d{4}-\d\d-\d\dT\d\d:\d\dZ, load average before the start \d+\.\d$/);
  const printed = literalsIn(sourcesOf(program));
  assert.deepEqual(rows.map(nameIn).filter((row) => !printed.some((pattern) => pattern.test(row))), []);
});

Deno.test.each(pages)("$name has figures only in the outputs", ({ text }) => {
  const prose = withoutBlocks(text);
  assert.deepEqual([...prose.matchAll(/\d+(?:\.\d+)? ?(?:ms|s|MB|%|µs)(?!\w)/g)].map(([figure]) => figure), []);
});

/** The name in a row. It ends before two blanks, before "runs", or before a colon and a figure. */
function nameIn(row: string): string {
  return (row.trim().split(/ {2,}| (?=runs )|: (?=min |\d)/)[0] ?? "").trim();
}

/** The sources of a program of `tests/bench`: its own file, and the files there that it imports. */
function sourcesOf(program: URL, seen = new Set<string>()): readonly string[] {
  if (seen.has(program.href) || !program.href.includes("/tests/bench/")) return [];
  seen.add(program.href);
  const text = Deno.readTextFileSync(program);
  const imported = [...text.matchAll(/ from "(\.[^"]+)"/g)].map(([, path = ""]) => new URL(path, program));
  return [text, ...imported.flatMap((each) => sourcesOf(each, seen))];
}

/** Patterns of the texts in the sources. A placeholder of a template stands for any text. */
function literalsIn(texts: readonly string[]): readonly RegExp[] {
  return texts.flatMap((text) => [...text.matchAll(/"((?:[^"\\\n]|\\.)+)"|`([^`]+)`/g)])
    .map(([, plain, template = ""]) => plain ?? template)
    .filter((text) => text.trim() !== "")
    .map((text) =>
      new RegExp(
        `^${
          text.trim().split(/\$\{[^}]*\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*")
        }$`,
      )
    )
    // A template of placeholders alone would match everything.
    .filter((pattern) => /[a-z]{3}/.test(pattern.source));
}
