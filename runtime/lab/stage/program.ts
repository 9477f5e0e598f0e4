/**
 * The command line by which this program starts itself on a host of a lab.
 *
 * @module
 */

import { engineFlagsFor } from "../../ground/engine_flags.ts";
import type { CommandLine } from "./world.ts";

/**
 * The command line that runs the program with this main module. All its imports must be on disk already, since a lab
 * has no access to the internet.
 */
export function programCommand(entry: string, args: readonly string[]): CommandLine {
  const flags = [...engineFlagsFor(args[0] ?? ""), "--allow-all", "--cached-only", "--quiet"];
  return { command: Deno.execPath(), args: ["run", ...flags, entry, ...args] };
}
