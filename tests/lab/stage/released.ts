/**
 * Earlier versions of the program, from this repository's history.
 *
 * @module
 */

import { causeOf } from "../../../runtime/ground/cause.ts";

/** The commit of an early development version, whose formats every later version reads. */
const early = "0830dd4";

const root = new URL("../../../", import.meta.url).pathname;

export interface Release {
  readonly name: string;
  /** The path of its main module. */
  readonly entry: string;
}

/** The early development version, and the releases, oldest first. If the history is missing, returns the cause. */
export async function releaseNames(): Promise<readonly string[] | { readonly missing: string }> {
  try {
    await git("cat-file", "-e", `${early}^{commit}`);
    return [early, ...(await git("tag", "--list", "v*", "--sort=version:refname")).split("\n").filter(Boolean)];
  } catch (error) {
    return { missing: `the history of this repository is not here: ${causeOf(error)}` };
  }
}

/**
 * Unpacks a release into a new folder, and downloads its dependencies into Deno's cache. Removes the folder after
 * `use`.
 */
export async function unpack(name: string, use: (release: Release) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: `arpeggio-${name}-` });
  try {
    await run("sh", ["-c", 'git -C "$0" archive "$1" | tar -x -C "$2"', root, name, folder]);
    await run(Deno.execPath(), ["cache", "--quiet", "--config", `${folder}/deno.json`, `${folder}/runtime/main.ts`]);
    await use({ name, entry: `file://${folder}/runtime/main.ts` });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function git(...args: readonly string[]): Promise<string> {
  return await run("git", ["-C", root, ...args]);
}

async function run(command: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args] }).output();
  if (!success) throw new Error(`Cannot run ${command}: ${new TextDecoder().decode(stderr).trim()}`);
  return new TextDecoder().decode(stdout);
}
