import assert from "node:assert/strict";
import {
  askingPages,
  askingWords,
  leftOut,
  mentioned,
  neverRun,
  sameElsewhere,
  wholeSections,
} from "./command_runs.ts";
import { allPages, commandsIn, type Page, readPage, shellBlocks, shellUnder, spansIn } from "./markdown.ts";

/** Decision records and the changelog may name commands that no longer exist. */
const pages = allPages().filter(({ path }) => !path.includes("adr/") && !path.endsWith("CHANGELOG.md"))
  .map((page) => ({ ...page, path: page.path.replace(/^\.\//, "") }));

const listed = [...sameElsewhere, ...neverRun];

/** The lines that run as they are written. */
const run = new Set([
  ...askingPages.map(readPage).flatMap((page) => commandsIn(page, askingWords)).filter((line) => !leftOut.test(line)),
  ...wholeSections.flatMap(({ page, headings }) => headings.flatMap((heading) => shellUnder(readPage(page), heading)))
    .flatMap(linesOf),
]);

Deno.test.each(pages)("a test runs every command of $path, or a reason says why none can", (page) => {
  assert.deepEqual([...page.text.matchAll(/^ *```(?!sh$|text$|yaml$|mermaid$|$).*/gm)].map(([fence]) => fence), []);
  const alone = commandLines(page).filter((line) =>
    !run.has(line) && !listed.some(({ command }) => command.test(line))
  );
  assert.deepEqual(alone, []);
});

Deno.test("every listed command is on a page", () => {
  const lines = pages.flatMap(commandLines);
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

Deno.test("every test that does the same as a command exists", () => {
  for (const { test } of sameElsewhere) {
    assert.ok(Deno.statSync(new URL(`../../${test}`, import.meta.url)).isFile, test);
  }
});

/** The commands of a page in its shell blocks, and those in running text. */
function commandLines(page: Page): readonly string[] {
  return [...shellBlocks(page).flatMap(linesOf), ...spansIn(page).filter(isCommand)];
}

const programs: readonly string[] = [
  ...["apt-get", "arpeggio", "arping", "curl", "deno", "docker", "export", "git", "helm", "ip", "k0s", "k3s", "kind"],
  ...["kubeadm", "kubectl", "npm", "npx", "nsenter", "sudo", "sysctl", "talosctl", "tcpdump", "tshark", "vtysh"],
];

/** False for a name such as `kubectl expose`, and for a pattern with a placeholder such as `NODE`. */
function isCommand(span: string): boolean {
  const words = span.split(" ");
  const names = words.length === 2 && words[0] !== "deno";
  return programs.includes(words[0] ?? "") && words.length > 1 && !names && !mentioned.includes(span) &&
    !/…|\b[A-Z]{4,}\b/.test(span);
}

/** The commands of a block, each in one line, without comments. */
function linesOf(block: string): readonly string[] {
  return block.replaceAll(/\\\n\s*/g, "").split("\n").map((line) => line.replace(/(^|\s+)# .*$/, "").trim())
    .filter((line) => line !== "");
}
