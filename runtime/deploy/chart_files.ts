/**
 * Copies the manifests into the Helm chart: Helm reads no file outside a chart, and warns of each symbolic link in it.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { relative } from "node:path";

const manifests = fileURLToPath(new URL("../../manifests/", import.meta.url));

/** The folders that the chart's templates read. */
const folders = ["admission", "base", "components", "crds", "monitoring", "rbac"] as const;

const copies = `${manifests}chart/charts/manifests/files/`;

/**
 * Brings the copies in the chart up to date with the manifests and the bundled program, and returns their texts by
 * path. An unchanged file is not written, since Helm may be reading it.
 */
export async function copyIntoChart(): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map<string, string>();
  for (const folder of folders) {
    for (const path of await filesUnder(`${manifests}${folder}`)) {
      if (!path.endsWith("/kustomization.yaml")) wanted.set(relative(manifests, path), await Deno.readTextFile(path));
    }
  }
  for (const [path, text] of wanted) await copy(`${copies}${path}`, text);
  for (const path of await filesUnder(copies)) if (!wanted.has(relative(copies, path))) await Deno.remove(path);
  return wanted;
}

/** Writes the file outside the folders that Helm reads, and moves it there in one step. */
async function copy(path: string, text: string): Promise<void> {
  if (await Deno.readTextFile(path).catch(() => undefined) === text) return;
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  const unfinished = `${manifests}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(unfinished, text);
  await Deno.rename(unfinished, path);
}

async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  const paths = entries.map(({ name, isDirectory }) => ({ path: `${folder.replace(/\/$/, "")}/${name}`, isDirectory }));
  const nested = await Promise.all(paths.map(({ path, isDirectory }) => isDirectory ? filesUnder(path) : [path]));
  return nested.flat();
}
