/**
 * Compares the answers of commands with `tests/fixtures/questions/NAME.txt`, which begins with the command and ends
 * with its exit code. `deno run -A tests/runtime/cli/questions_test.ts` writes these files again.
 */

import assert from "node:assert/strict";
import type { Answer, Tell } from "../../../runtime/cli/text/answer.ts";
import { UsageError } from "../../../runtime/ground/usage_error.ts";
import type { Command } from "commander";
import { command as check } from "../../../runtime/cli/commands/check.ts";
import { command as convert } from "../../../runtime/cli/commands/convert.ts";
import { command as history } from "../../../runtime/cli/commands/history.ts";
import { command as plan } from "../../../runtime/cli/commands/plan.ts";
import { command as status } from "../../../runtime/cli/commands/status.ts";
import { command as whatif } from "../../../runtime/cli/commands/whatif.ts";
import { command as why } from "../../../runtime/cli/commands/why.ts";

const folder = new URL("../../fixtures/questions/", import.meta.url);
const commands: Readonly<Record<string, (tell: Tell, width: () => number) => Command>> = {
  check,
  convert,
  history,
  plan,
  status,
  why,
  whatif,
};
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
  const answer = await ask(line.replace(/^\$ arpeggio /, "").split(" "));
  const complaints = (answer.complaints ?? []).map((each) => `${each}\n`).join("");
  return `${line}\n${inHere(complaints + answer.text)}exit code ${answer.code}\n`;
}

async function ask([name = "", ...args]: readonly string[]): Promise<Answer> {
  let answer: Answer = { text: "", code: 2 };
  try {
    const make = commands[name];
    if (make === undefined) throw new Error(`There is no command ${name}`);
    await make((each) => answer = each, () => 80).parseAsync(args.map(inFolder), { from: "user" });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    answer = { text: `${error.message}\n`, code: 2 };
  }
  return answer;
}

/** Resolves a file name relative to the fixtures' folder; returns any other argument unchanged. */
function inFolder(arg: string): string {
  return /\.(ya?ml|json|jsonl)$|\/$/.test(arg) ? new URL(arg, folder).pathname : arg;
}

function inHere(text: string): string {
  return text.replaceAll(folder.pathname, "");
}
