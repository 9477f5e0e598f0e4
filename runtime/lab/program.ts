/**
 * How this program starts itself on another host.
 *
 * @module
 */

import type { CommandLine } from "./world.ts";

/** The program whose main module this is; the network of a lab leads nowhere, so all must be on disk already. */
export function programCommand(entry: string, args: readonly string[]): CommandLine {
  return { command: Deno.execPath(), args: ["run", "--allow-all", "--cached-only", "--quiet", entry, ...args] };
}
