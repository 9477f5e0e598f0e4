/**
 * `arpeggio lab` from beginning to end.
 *
 * @module
 */

import { UsageError } from "../cli/usage_error.ts";
import { Lab } from "./lab.ts";
import { runShell } from "./shell.ts";
import { dim, say } from "./terminal.ts";
import { ms } from "./tour/narration.ts";
import { takeTour } from "./tour/tour.ts";
import { WorldError } from "./world.ts";

export interface LabArguments {
  readonly once?: boolean;
  readonly nodes: number;
}

/** Whatever ends it, also Ctrl-C, takes the whole lab along: see `World`. */
export async function runLab({ once = false, nodes }: LabArguments): Promise<void> {
  const started = performance.now();
  say(`A network is built inside this machine: ${nodes} nodes, a client, and a watcher that asks every 10 ms who has`);
  say("the address. Nothing outside of it is touched.");
  const entry = Deno.mainModule;
  await fetchParts(entry);
  await using lab = await Lab.create({ nodes, entry }).catch((error) => {
    throw error instanceof WorldError ? new UsageError(error.message) : error;
  });
  const { result, scene } = await takeTour(lab);
  say(dim(`${ms(performance.now() - started)} in all`));
  if (once || scene === undefined) {
    Deno.exitCode = result.ok ? 0 : 1;
    if (once) say(JSON.stringify(result));
    return;
  }
  await runShell(scene);
}

/** What the programs of the lab import must be on disk: they start where no network leads outside. */
async function fetchParts(entry: string): Promise<void> {
  const fetching = new Deno.Command(Deno.execPath(), { args: ["cache", "--quiet", entry], stdin: "null" }).spawn();
  const { success } = await fetching.status;
  if (!success) throw new Error(`Cannot fetch what ${entry} imports: see above`);
}
