/**
 * Asks the questions of `tests/fixtures/questions`.
 */

import type { Command } from "commander";
import { command as check } from "../../../runtime/cli/commands/check.ts";
import { command as convert } from "../../../runtime/cli/commands/convert.ts";
import { command as history } from "../../../runtime/cli/commands/history.ts";
import { command as plan } from "../../../runtime/cli/commands/plan.ts";
import { command as status } from "../../../runtime/cli/commands/status.ts";
import { command as whatif } from "../../../runtime/cli/commands/whatif.ts";
import { command as why } from "../../../runtime/cli/commands/why.ts";
import type { Answer, Tell } from "../../../runtime/cli/text/answer.ts";
import { UsageError } from "../../../runtime/ground/usage_error.ts";

/** The folder of the questions; their file names are relative to it. */
export const folder = new URL("../../fixtures/questions/", import.meta.url);

const commands: Readonly<Record<string, (tell: Tell, width: () => number) => Command>> = {
  check,
  convert,
  history,
  plan,
  status,
  why,
  whatif,
};

/**
 * The answer to a command line such as `$ arpeggio plan nodes.yaml`, without a shell.
 *
 * @param width the width of the screen, in columns
 */
export async function ask(line: string, width: number): Promise<Answer> {
  const [name = "", ...args] = line.replace(/^\$ arpeggio /, "").split(" ");
  let answer: Answer = { text: "", code: 2 };
  try {
    const make = commands[name];
    if (make === undefined) throw new Error(`There is no command ${name}`);
    await make((each) => answer = each, () => width).parseAsync(args.map(inFolder), { from: "user" });
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
