/**
 * The texts that a command line names: files, folders with all that is in them, and `-` for standard input.
 *
 * @module
 */

import { UsageError } from "./usage_error.ts";

export interface ManifestFile {
  /** As the user may find it; of standard input `-`. */
  readonly name: string;
  readonly text: string;
}

/** In the order of the paths; of a folder the files ending in .yaml, .yml and .json, by name. Throws `UsageError`. */
export async function readManifestFiles(paths: readonly string[]): Promise<readonly ManifestFile[]> {
  const files: ManifestFile[] = [];
  for (const path of paths) files.push(...await readPath(path));
  return files;
}

async function readPath(path: string): Promise<readonly ManifestFile[]> {
  if (path === "-") return [{ name: "-", text: await new Response(Deno.stdin.readable).text() }];
  try {
    if (!(await Deno.stat(path)).isDirectory) return [{ name: path, text: await Deno.readTextFile(path) }];
    const names = (await namesIn(path)).sort();
    return await Promise.all(names.map(async (name) => ({ name, text: await Deno.readTextFile(name) })));
  } catch (error) {
    throw new UsageError(`Cannot read ${path}: ${reasonOf(error)}`);
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const name = `${folder.replace(/\/$/, "")}/${entry.name}`;
    if (entry.isDirectory) names.push(...await namesIn(name));
    else if (/\.(ya?ml|json)$/.test(entry.name)) names.push(name);
  }
  return names;
}

function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file or folder";
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.NotCapable) return "run it with --allow-read";
  return error instanceof Error ? error.message : String(error);
}
