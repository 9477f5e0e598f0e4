/**
 * The program as one file of JavaScript, which a plain Deno runs without fetching anything.
 *
 * @module
 */

import { UsageError } from "../cli/usage_error.ts";

/** A ConfigMap holds 1 MiB, names and all. */
const mostBytes = 1_000_000;

/** Libraries that are no ES modules ask for Node's own modules by `require`, which a bundle has only if it is given. */
const prelude =
  `import { createRequire as requireFor } from "node:module"; const require = requireFor(import.meta.url);\n`;

const entry = new URL("../main.ts", import.meta.url).pathname;

const manifests = new URL("../../manifests/", import.meta.url).pathname;

/** Where kustomize and the Helm chart expect it. */
export const bundlePath: string = `${manifests}components/program/main.js`;

/**
 * Bundles this checkout and returns the number of bytes.
 *
 * The Kubernetes client stays outside: it is needed only for kubeconfigs whose user comes from a plugin, and is four times as
 * large as all the rest. Throws an `Error` with esbuild's words, or when the bundle has outgrown a ConfigMap.
 */
export async function bundleProgram(path: string = bundlePath): Promise<number> {
  if (await Deno.stat(entry).then(({ isFile }) => !isFile, () => true)) {
    throw new UsageError("Cannot bundle the program: this is a bundle already; run deno task deploy in a checkout");
  }
  const folder = await Deno.makeTempDir({ prefix: "arpeggio-bundle-" });
  try {
    const text = prelude + await bundledText(`${folder}/main.js`);
    const { length } = new TextEncoder().encode(text);
    if (length > mostBytes) {
      throw new Error(`Cannot put the program into a ConfigMap: it has ${length} bytes, and ${mostBytes} fit`);
    }
    // Outside of what Helm reads: it fails when a file vanishes meanwhile.
    const unfinished = `${path === bundlePath ? `${manifests}main.js` : path}.${crypto.randomUUID()}`;
    await Deno.writeTextFile(unfinished, text);
    await Deno.rename(unfinished, path);
    return length;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function bundledText(output: string): Promise<string> {
  const external = "--external=@kubernetes/client-node";
  const form = ["--minify", "--keep-names", "--platform=deno", external, `--output=${output}`];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", ...form, entry],
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`Cannot bundle the program: ${new TextDecoder().decode(stderr).trim()}`);
  return await Deno.readTextFile(output);
}

if (import.meta.main) {
  const bytes = await bundleProgram();
  const words = `Bundled the program: ${Math.ceil(bytes / 1024)} KiB in ${bundlePath}\n`;
  await Deno.stdout.write(new TextEncoder().encode(words));
}
