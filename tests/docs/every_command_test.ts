import assert from "node:assert/strict";
import { askingPages, askingWords, leftOut, neverRun, sameElsewhere, wholeSections } from "./command_runs.ts";
import { allPages, type Page, readPage, shellUnder } from "./markdown.ts";

/** Decision records and the changelog may name commands that no longer exist. */
const pages = allPages().filter(({ path }) => !path.includes("adr/") && !path.endsWith("CHANGELOG.md"))
  .map((page) => ({ ...page, path: page.path.replace(/^\.\//, "") }));

const listed = [...sameElsewhere, ...neverRun];

Deno.test.each(pages)("a test runs every command of $path, or a reason says why none can", (page) => {
  const asked = askingPages.includes(page.path);
  const inSections = new Set(
    wholeSections.filter((section) => section.page === page.path)
      .flatMap(({ headings }) => headings.flatMap((heading) => shellUnder(page, heading)).flatMap(linesOf)),
  );
  const alone = shellBlocks(page).flatMap(linesOf).filter((line) =>
    !inSections.has(line) &&
    !(asked && !leftOut.test(line) && askingWords.some((word) => `${line} `.startsWith(`${word} `))) &&
    !listed.some(({ command }) => command.test(line))
  );
  assert.deepEqual(alone, []);
});

Deno.test("every listed command is on a page", () => {
  const lines = pages.flatMap((page) => shellBlocks(page)).flatMap(linesOf);
  assert.deepEqual(listed.filter(({ command }) => !lines.some((line) => command.test(line))), []);
});

Deno.test("every listed section has commands, and its test names the page", () => {
  for (const { page, headings, test } of wholeSections) {
    for (const heading of headings) assert.notDeepEqual(shellUnder(readPage(page), heading), [], `${page}: ${heading}`);
    const text = Deno.readTextFileSync(new URL(`../../${test}`, import.meta.url));
    assert.ok(text.includes(`"${page}"`), `${test} does not name ${page}`);
    assert.deepEqual(headings.filter((heading) => !text.includes(`"${heading}"`)), [], test);
  }
});

Deno.test.each(sameElsewhere)("$test, which does the same as a command of a page, exists", ({ test }) => {
  assert.ok(Deno.statSync(new URL(`../../${test}`, import.meta.url)).isFile);
});

function shellBlocks({ text }: Page): readonly string[] {
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = ""]) => block);
}

/** The commands of a block, each in one line, without comments. */
function linesOf(block: string): readonly string[] {
  return block.replaceAll(/\\\n\s*/g, "").split("\n").map((line) => line.replace(/(^|\s+)# .*$/, "").trim())
    .filter((line) => line !== "");
}
