/**
 * The only entry point of the program: `arpeggio COMMAND`. In a checkout, most commands are also tasks, e.g. `deno task
 * plan`.
 *
 * @module
 */

import { Command } from "commander";
import { complain, print } from "./cli/text/output.ts";
import { causeOf } from "./ground/cause.ts";
import { isLogging, logger, startLog } from "./ground/log.ts";
import { screenWidth } from "./ground/screen.ts";
import { UsageError } from "./ground/usage_error.ts";
import { version } from "./ground/version.ts";

/** For each command, the function that loads its module. To run a command, only its own module is loaded. */
const commands: Readonly<Record<string, () => Promise<{ command(): Command }>>> = {
  lab: () => fromCheckout("lab"),
  plan: () => import("./cli/commands/plan.ts"),
  status: () => import("./cli/commands/status.ts"),
  why: () => import("./cli/commands/why.ts"),
  whatif: () => import("./cli/commands/whatif.ts"),
  check: () => import("./cli/commands/check.ts"),
  convert: () => fromCheckout("convert"),
  history: () => import("./cli/commands/history.ts"),
  collect: () => fromCheckout("collect"),
  replay: () => fromCheckout("replay"),
  controller: () => import("./cli/commands/controller.ts"),
  announcer: () => import("./cli/commands/announcer.ts"),
  deploy: () => fromCheckout("deploy"),
  permissions: () => import("./cli/commands/permissions.ts"),
  completion: () => import("./cli/commands/completion.ts"),
};

/**
 * Loads a command that needs a checkout, or that no Pod runs. A bundler cannot follow the path, so the bundle does not
 * contain the command: its size is limited.
 */
async function fromCheckout(name: string): Promise<{ command(): Command }> {
  if (import.meta.url.endsWith(".ts")) return await import(import.meta.resolve(`./cli/commands/${name}.ts`));
  const line = `Cannot run ${name}: only a checkout has this command; run deno task ${name} there`;
  return {
    command: () =>
      new Command(name).description(`Only in a checkout: deno task ${name}`).allowUnknownOption().allowExcessArguments()
        .action(() => {
          throw new UsageError(line);
        }),
  };
}

/** The commands of the kubectl plugin, which write nothing to the cluster. */
const questions = ["why", "whatif", "check", "status", "plan", "replay", "convert", "history", "collect"] as const;

/** The commands with their options, for completion. */
async function loaded(names: readonly string[]): Promise<readonly Command[]> {
  return await Promise.all(names.map(async (name) => (await commands[name]?.())?.command() ?? new Command(name)));
}

const usage = 2;

/**
 * The names of errors that the user can cure. Names are compared, and not classes, so that the modules need not be
 * loaded.
 */
const usageErrors: readonly string[] = ["UsageError", "AccessError", "FolderError", "ListenError"];

/** Runs the command of the arguments; exits with 2 if the arguments are wrong. */
async function main(args: readonly string[]): Promise<void> {
  const program = new Command("arpeggio")
    .description("Addresses for Services of type LoadBalancer on bare metal")
    .version(version, "--version", "print the version");
  const wanted = args.find((each) => !each.startsWith("-"));
  for (const [name, load] of Object.entries(commands)) {
    if (wanted === undefined || wanted === "help" || name === wanted) program.addCommand((await load()).command());
    else program.addCommand(new Command(name));
  }
  if (wanted === "complete") {
    const { command } = await import("./cli/commands/complete.ts");
    const offered = (isKubectl: boolean): Promise<readonly Command[]> =>
      loaded(isKubectl ? questions : Object.keys(commands));
    program.addCommand(command(offered), { hidden: true });
  }
  prepare(program);
  if (isComponent(wanted) && !Deno.stdout.isTerminal()) await complainInLog(program);
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    const isUsage = error instanceof Error && usageErrors.includes(error.name);
    if (isLogging()) logger("main").error("{message}", { message: causeOf(error), ...(!isUsage && stackOf(error)) });
    else if (isUsage) complain(error.message);
    else throw error;
    Deno.exit(isUsage ? usage : 1);
  }
}

/** The stack of an unexpected error, for debugging this program. */
function stackOf(error: unknown): { readonly stack?: string } {
  return error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {};
}

/** True for commands that run forever. Their output is a log, mostly of JSON lines. */
function isComponent(name: string | undefined): boolean {
  return name === "controller" || name === "announcer";
}

/** Logs Commander's messages about wrong arguments, instead of printing them. */
async function complainInLog(program: Command): Promise<void> {
  await startLog({ level: "error" });
  const writeErr = (text: string): void =>
    logger("main").error("{message}", { message: text.trim().replace(/^error: /, "") });
  for (const each of [program, ...program.commands]) each.configureOutput({ writeErr });
}

/** Sets the width and the output of help texts, and exit code 2 for wrong arguments: Commander would exit with 1. */
function prepare(command: Command): void {
  command.exitOverride((error) => Deno.exit(error.exitCode === 0 ? 0 : usage))
    .configureOutput({
      getOutHelpWidth: screenWidth,
      getErrHelpWidth: screenWidth,
      writeOut: print,
      writeErr: (text) => complain(text.trimEnd()),
    });
  for (const each of command.commands) prepare(each);
}

// Not awaited, so that the top level ends: until then Deno keeps the syntax tree of the bundle, which takes 20 MB.
if (import.meta.main) void main(Deno.args);
