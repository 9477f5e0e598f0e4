/**
 * Compares the pages of figures with the benchmarks: every figure is in the output of a command that exists.
 *
 * @module
 */

import assert from "node:assert/strict";
import { readPage } from "./markdown.ts";

const root = new URL("../../", import.meta.url);
const pages = ["measured", "sizing"].map((name) => ({ name, text: readPage(`docs/${name}.md`).text }));
const sections = pages.flatMap(({ name, text }) =>
  text.split(/^## /m).slice(1).map((section) => ({
    name,
    heading: section.split("\n")[0] ?? "",
    commands: [...section.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = ""]) => block.trim().split("\n")),
    outputs: [...section.matchAll(/^```text\n(.*?)^```$/gms)].map(([, block = ""]) => block.trimEnd().split("\n")),
  }))
);
const measured = sections.filter(({ outputs }) => outputs.length > 0);
const sources = sourcesBelow("tests/bench/");
const printed = literalsIn(sources);

Deno.test.each(measured)("$name, $heading: each output has its command, and begins with the time and the load", (
  { commands, outputs },
) => {
  assert.equal(commands.length, outputs.length);
  for (const command of commands) {
    const [, name = "", file = ""] = /^deno (?:task bench (\w+)|run -A (tests\/bench\/\w+\.ts))/.exec(command) ?? [];
    assert.ok(Deno.statSync(new URL(file || `tests/bench/${name}.ts`, root)).isFile, command);
  }
  for (const [first = ""] of outputs) {
    assert.match(first, /^\d{4}-\d\d-\d\dT\d\d:\d\dZ, load average before the start \d+\.\d$/);
  }
});

Deno.test.each(measured)("$name, $heading: the benchmarks print each of these rows", ({ outputs }) => {
  const names = outputs.flatMap(([, ...rows]) => rows.map(nameIn));
  assert.deepEqual(names.filter((name) => !printed.some((pattern) => pattern.test(name))), []);
});

Deno.test.each(pages)("$name has figures only in the outputs", ({ text }) => {
  const prose = text.replaceAll(/^```.*?^```$/gms, "");
  assert.deepEqual([...prose.matchAll(/\d+(?:\.\d+)? ?(?:ms|s|MB|%|µs)(?!\w)/g)].map(([figure]) => figure), []);
});

/** The name in a row. It ends before two blanks; in the rows of `wire`, it ends before a colon. */
function nameIn(row: string): string {
  return (row.trim().split(/ {2,}| (?=runs )|: (?=min |\d)/)[0] ?? "").trim();
}

function sourcesBelow(folder: string): readonly string[] {
  return [...Deno.readDirSync(new URL(folder, root))].flatMap(({ name, isDirectory }) =>
    isDirectory ? sourcesBelow(`${folder}${name}/`) : [Deno.readTextFileSync(new URL(`${folder}${name}`, root))]
  );
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
