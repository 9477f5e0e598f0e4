/**
 * How this program starts itself on another host.
 *
 * @module
 */

import { engineFlagsFor } from "../engine_flags.ts";
import type { CommandLine } from "./world.ts";

/** The program whose main module this is; the network of a lab leads nowhere, so all must be on disk already. */
export function programCommand(entry: string, args: readonly string[]): CommandLine {
  const flags = [...engineFlagsFor(args[0] ?? ""), "--allow-all", "--cached-only", "--quiet"];
  return { command: Deno.execPath(), args: ["run", ...flags, entry, ...args] };
}
