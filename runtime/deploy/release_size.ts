/**
 * The size of the record of a Helm release, which Helm stores in one Secret.
 *
 * @module
 */

import { fileURLToPath } from "node:url";

/** Half the limit of a Secret: https://kubernetes.io/docs/concepts/configuration/secret/#restriction-data-size */
export const mostReleaseBytes: number = (1 << 20) / 2;

const templates = fileURLToPath(new URL("../../manifests/chart/", import.meta.url));

/**
 * The size of the record in bytes. Helm writes JSON with each template in base64 and the rendered manifests as text; it
 * compresses the JSON by gzip, and writes the result in base64. Here every file of the chart counts as rendered once,
 * so the record of a release with fewer objects is smaller.
 *
 * @param files the texts that the templates render
 */
export async function releaseBytes(files: Iterable<string>): Promise<number> {
  const sources = await Promise.all((await chartSources()).map((path) => Deno.readFile(path)));
  const chart = sources.map((source) => ({ data: source.toBase64() }));
  const record = JSON.stringify({ chart, manifest: [...files].map((text) => JSON.stringify(text)).join("\n---\n") });
  const compressed = new Blob([record]).stream().pipeThrough(new CompressionStream("gzip"));
  const { byteLength } = await new Response(compressed).arrayBuffer();
  return Math.ceil(byteLength / 3) * 4;
}

async function chartSources(): Promise<readonly string[]> {
  const names = await Array.fromAsync(
    Deno.readDir(`${templates}templates`),
    ({ name }) => `${templates}templates/${name}`,
  );
  return [...names, `${templates}values.yaml`, `${templates}values.schema.json`];
}
