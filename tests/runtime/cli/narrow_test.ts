/**
 * On a narrow screen, the answers to the questions of `tests/fixtures/questions` are wrapped between words. Only a word
 * that is wider than the screen, and a command to copy, are wider. `check` prints each fault in one line, for editors.
 */

import assert from "node:assert/strict";
import { ask, folder } from "./ask.ts";

const width = 20;
const lines = [...Deno.readDirSync(folder)].filter(({ name }) => name.endsWith(".txt"))
  .map(({ name }) => Deno.readTextFileSync(new URL(name, folder)).split("\n")[0] ?? "").sort()
  .filter((line) => !/ -o |arpeggio (check|convert)/.test(line));

for (const line of lines) {
  Deno.test(`on ${width} columns: ${line}`, async () => {
    const [narrow, wide] = [await ask(line, width), await ask(line, Infinity)];
    if (wide.code === 2) return;
    const words = new Set(wide.text.split(/\s+/));
    const told = narrow.text.split("\n").filter((each) => !/^ {6}(kubectl|echo) /.test(each));
    for (const each of told) {
      assert.ok(each.length <= width || !/\S(?<!^ *-) +\S/.test(each), `too wide: ${JSON.stringify(each)}`);
    }
    const text = told.join("\n").replace(/^Left out: [^)]*\)/gm, "");
    for (const word of text.split(/\s+/)) assert.ok(words.has(word), `broken: ${JSON.stringify(word)}`);
  });
}

Deno.test("there are questions to ask on a narrow screen", () => assert.ok(lines.length > 100));
