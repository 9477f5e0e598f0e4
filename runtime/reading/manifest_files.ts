/**
 * Reads the manifests that the arguments of a command name: files, folders, archives of `collect`, and `-` for standard
 * input.
 *
 * @module
 */

import { archivePaths, isArchiveName, type Moment, readArchive } from "./archive.ts";
import { reasonOf } from "./system_reason.ts";

export interface ManifestFile {
  /** The path as the user gave it, or a path inside a folder or an archive of the user; `-` for standard input. */
  readonly name: string;
  readonly text: string;
}

export interface ManifestFiles {
  readonly files: readonly ManifestFile[];
  /** For each path that cannot be read, one line with the reason. */
  readonly unreadable: readonly string[];
  /** The time and the settings of the last archive; undefined if no archive is named. */
  readonly moment: Moment | undefined;
}

/**
 * Reads the files in the order of the paths. In a folder, it reads the files with the endings .yaml, .yml and .json,
 * sorted by name. Hidden files and folders (their names begin with a dot) are skipped.
 */
export async function readManifestFiles(paths: readonly string[]): Promise<ManifestFiles> {
  const files: ManifestFile[] = [];
  const unreadable: string[] = [];
  let moment: Moment | undefined;
  for (const path of paths) {
    if (isArchiveName(path)) {
      const archive = await archiveAt(path, unreadable);
      moment = archive ?? moment;
      files.push(...archive?.manifests ?? []);
      continue;
    }
    for (const name of await namesUnder(path, unreadable)) {
      const text = await textOf(name, name === path, unreadable);
      if (text !== undefined) files.push({ name, text });
    }
  }
  return { files, unreadable, moment };
}

/** The line about paths under which there is no object at all. */
export function nothingRead(paths: readonly string[]): string {
  return `Cannot read ${
    paths.join(", ")
  }: there is no object; of a folder, files that end with .yaml, .yml or .json are read`;
}

async function archiveAt(
  path: string,
  unreadable: string[],
): Promise<Moment & { readonly manifests: readonly ManifestFile[] } | undefined> {
  try {
    const archive = await readArchive(path);
    if (typeof archive === "string") {
      unreadable.push(`Cannot read ${path}: ${archive}`);
      return undefined;
    }
    const { files, now, settings } = archive;
    const objects = files.filter((file) => file.path.startsWith(archivePaths.objects));
    return { now, settings, manifests: objects.map((file) => ({ name: `${path}/${file.path}`, text: file.text })) };
  } catch (error) {
    unreadable.push(`Cannot read ${path}: ${reasonOf(error)}`);
    return undefined;
  }
}

async function namesUnder(path: string, unreadable: string[]): Promise<readonly string[]> {
  if (path === "-") return [path];
  try {
    return (await Deno.stat(path)).isDirectory ? (await namesIn(path)).sort() : [path];
  } catch (error) {
    unreadable.push(`Cannot read ${path}: ${reasonOf(error)}`);
    return [];
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const name = `${folder.replace(/\/$/, "")}/${entry.name}`;
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory) names.push(...await namesIn(name));
    else if (/\.(ya?ml|json)$/.test(entry.name)) names.push(name);
  }
  return names;
}

/** @param isNamed true if the user named this file: then it may be a pipe, such as `<(kubectl get …)` in a shell */
async function textOf(name: string, isNamed: boolean, unreadable: string[]): Promise<string | undefined> {
  try {
    if (name === "-") return await new Response(Deno.stdin.readable).text();
    const { isFile, isFifo } = await Deno.stat(name);
    if (isFile || (isNamed && isFifo)) return await Deno.readTextFile(name);
    unreadable.push(`Cannot read ${name}: it is no regular file`);
  } catch (error) {
    unreadable.push(`Cannot read ${name}: ${reasonOf(error)}`);
  }
  return undefined;
}
