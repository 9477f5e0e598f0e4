/**
 * `deno run -A tests/pods/images/build.ts` makes the images of the Pods, if the cache does not have them, and prints
 * the path of their folder. It takes seconds.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { hashOfFile, writeArchive } from "./archive.ts";
import { type Recipe, recipes } from "./images.ts";
import { RootFolder } from "./root_folder.ts";

const sources = ["archive.ts", "build.ts", "images.ts", "root_folder.ts"];

/**
 * Returns the path of the folder with an archive of each image. Makes the images again after a change of their sources
 * or programs.
 */
export async function builtImages(): Promise<string> {
  const folder = await imagesFolder();
  if (await isThere(folder)) return folder;
  const unfinished = `${folder}.${crypto.randomUUID()}`;
  await Deno.mkdir(unfinished, { recursive: true });
  try {
    for (const [index, recipe] of recipes.entries()) await build(recipe, `${unfinished}/${index}`);
    await Deno.rename(unfinished, folder);
  } catch (error) {
    await Deno.remove(unfinished, { recursive: true });
    // Another process may have made the folder in the meantime.
    if (!await isThere(folder)) throw error;
  }
  return folder;
}

/** The path of a program that the images need and this machine lacks; undefined if there is none. */
export async function missingProgram(): Promise<string | undefined> {
  for (const program of recipes.flatMap(({ programs }) => programs)) {
    if (!await isThere(program)) return program;
  }
  return undefined;
}

async function build({ name, config, fill }: Recipe, path: string): Promise<void> {
  const root = await RootFolder.make(`${path}.root`);
  await fill(root);
  await writeArchive(`${path}.tar`, { name, config, root: root.path });
  await Deno.remove(root.path, { recursive: true });
}

async function imagesFolder(): Promise<string> {
  const home = Deno.env.get("HOME");
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? (home === undefined ? undefined : `${home}/.cache`);
  if (cache === undefined) throw new Error("Cannot keep images: neither XDG_CACHE_HOME nor HOME is set");
  const hash = createHash("sha256");
  for (const source of sources) hash.update(await Deno.readFile(new URL(source, import.meta.url)));
  for (const program of new Set(recipes.flatMap(({ programs }) => programs))) hash.update(await hashOfFile(program));
  return `${cache}/arpeggio/images-${hash.digest("hex").slice(0, 16)}`;
}

function isThere(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

if (import.meta.main) {
  await Deno.stdout.write(new TextEncoder().encode(`${await builtImages()}\n`));
}
