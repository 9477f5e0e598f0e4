/**
 * The Helm chart as one archive. `helm package` writes the current time into the archive; here the bytes depend only on
 * the files.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { type TarFile, tarOf } from "../ground/tar.ts";

const chart = fileURLToPath(new URL("../../manifests/chart", import.meta.url));

/** The version in the chart's metadata. */
export async function chartVersion(): Promise<string> {
  const { version }: { readonly version: string } = parse(await Deno.readTextFile(`${chart}/Chart.yaml`));
  return version;
}

/** The archive for `helm install`. The chart must contain the program: see `bundleProgram`. */
export async function chartArchive(seconds: number): Promise<Uint8Array<ArrayBuffer>> {
  const files = await filesUnder(chart, "arpeggio");
  const sorted = files.toSorted((one, other) => one.path < other.path ? -1 : 1);
  const plain = new Blob([tarOf(sorted, seconds)]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

async function filesUnder(folder: string, name: string): Promise<readonly TarFile[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  const found = await Promise.all(entries.map(async (entry): Promise<readonly TarFile[]> => {
    const [from, path] = [`${folder}/${entry.name}`, `${name}/${entry.name}`];
    return entry.isDirectory ? await filesUnder(from, path) : [{ path, text: await Deno.readTextFile(from) }];
  }));
  return found.flat();
}
