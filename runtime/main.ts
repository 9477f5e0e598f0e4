/**
 * The one entry: `arpeggio COMMAND`, the same as `deno task COMMAND`.
 *
 * @module
 */

import { Command } from "commander";
import { complain } from "./cli/output.ts";

/** Each command with its file, which is loaded only when it is asked for. */
const commands: Readonly<Record<string, () => Promise<{ command(): Command }>>> = {
  lab: () => import("./cli/lab.ts"),
  plan: () => import("./cli/plan.ts"),
  status: () => import("./cli/status.ts"),
  why: () => import("./cli/why.ts"),
  whatif: () => import("./cli/whatif.ts"),
  check: () => import("./cli/check.ts"),
  replay: () => import("./cli/replay.ts"),
  controller: () => import("./cli/controller.ts"),
  announcer: () => import("./cli/announcer.ts"),
  deploy: () => import("./cli/deploy.ts"),
  permissions: () => import("./cli/permissions.ts"),
};

/** Those that kubectl offers, too, and completes. */
const questions = ["why", "whatif", "check", "status", "plan", "replay"] as const;

async function questionCommands(): Promise<readonly Command[]> {
  return await Promise.all(questions.map(async (name) => (await commands[name]?.())?.command() ?? new Command(name)));
}

const usage = 2;

/** By name, since their modules are loaded only by those who use them: what the user named cannot be used. */
const usageErrors: readonly string[] = ["UsageError", "AccessError", "FolderError", "ListenError"];

/** Runs what the arguments ask for; the exit code is 2 when they ask for what cannot be. */
async function main(args: readonly string[]): Promise<void> {
  const program = new Command("arpeggio").description("Addresses for Services of type LoadBalancer on bare metal");
  const wanted = args.find((each) => !each.startsWith("-"));
  for (const [name, load] of Object.entries(commands)) {
    if (wanted === undefined || wanted === "help" || name === wanted) program.addCommand((await load()).command());
    else program.addCommand(new Command(name));
  }
  if (wanted === "complete") {
    const { command } = await import("./cli/complete.ts");
    program.addCommand(command(questionCommands), { hidden: true });
  }
  exitWith(usage, program);
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof Error) || !usageErrors.includes(error.name)) throw error;
    complain(error.message);
    Deno.exit(usage);
  }
}

/** Commander ends with 1 when it cannot read the arguments. */
function exitWith(code: number, command: Command): void {
  command.exitOverride((error) => Deno.exit(error.exitCode === 0 ? 0 : code));
  for (const each of command.commands) exitWith(code, each);
}

// Not awaited: until a module has run to its end Deno keeps its syntax tree, and that of the bundle has 20 MB.
if (import.meta.main) void main(Deno.args);
