/**
 * Compares the answers of commands with `tests/fixtures/questions/NAME.txt`, which begins with the command and ends
 * with its exit code. `deno run -A tests/runtime/cli/questions_test.ts` writes these files again.
 */

import assert from "node:assert/strict";
import { ask, folder } from "./ask.ts";

const names = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name.endsWith(".txt")).sort();

if (import.meta.main) {
  for (const name of names) {
    const [line = ""] = Deno.readTextFileSync(new URL(name, folder)).split("\n");
    Deno.writeTextFileSync(new URL(name, folder), await transcript(line));
  }
} else {
  Deno.test("fifty questions have answers", () => assert.ok(names.length >= 50));
  Deno.test("the README shows a real answer", () => {
    const [, ...answer] = Deno.readTextFileSync(new URL("why_no_advertisement_selects_it.txt", folder)).split("\n");
    const readme = Deno.readTextFileSync(new URL("../../../README.md", import.meta.url));
    assert.ok(readme.includes(answer.slice(0, -2).join("\n")));
  });
  for (const name of names) {
    const text = Deno.readTextFileSync(new URL(name, folder));
    const [line = ""] = text.split("\n");
    Deno.test(`question ${name.replace(".txt", "")}: ${line}`, async () => assert.equal(await transcript(line), text));
  }
}

/** The command line, its output, and its exit code. */
async function transcript(line: string): Promise<string> {
  const answer = await ask(line, 80);
  const complaints = (answer.complaints ?? []).map((each) => `${each}\n`).join("");
  return `${line}\n${inHere(complaints + answer.text)}exit code ${answer.code}\n`;
}

function inHere(text: string): string {
  return text.replaceAll(folder.pathname, "");
}
