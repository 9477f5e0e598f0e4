/**
 * Bundles the program into one JavaScript file, which a plain Deno runs without fetching any module.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { copyIntoChart } from "./chart_files.ts";
import { bundleFailure, DeployError } from "./failure.ts";
import { mostReleaseBytes, releaseBytes } from "./release_size.ts";

/** The limit for the program. The API server refuses a ConfigMap whose values have more than 1 MiB, 1,048,576 bytes. */
const mostBytes = 1_040_000;

/** CommonJS libraries load Node's own modules by `require`, which a bundle must define itself. */
const prelude =
  `import { createRequire as requireFor } from "node:module"; const require = requireFor(import.meta.url);\n`;

const entry = fileURLToPath(new URL("../main.ts", import.meta.url));

const manifests = fileURLToPath(new URL("../../manifests/", import.meta.url));

/** The path at which kustomize and the Helm chart expect the program. */
export const bundlePath: string = `${manifests}components/program/main.js`;

/**
 * Bundles this checkout, and returns the number of bytes of the program. If `path` is the usual path, it also copies
 * the program and the manifests into the Helm chart.
 *
 * The bundle leaves out the commands that need a checkout (see `runtime/main.ts`). It also leaves out the Kubernetes
 * client: only kubeconfigs with an exec plugin need the client, and it is four times as large as the rest. Throws a
 * `DeployError` with esbuild's message, or an `Error` if the bundle is too large for a ConfigMap or for the chart's
 * release.
 */
export async function bundleProgram(path: string = bundlePath): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "arpeggio-bundle-" });
  try {
    const text = prelude + await bundledText(`${folder}/main.js`);
    const { length } = new TextEncoder().encode(text);
    if (length > mostBytes) {
      throw new Error(`Cannot put the program into a ConfigMap: it has ${length} bytes, and ${mostBytes} fit`);
    }
    // The unfinished file is outside the folders that Helm reads, since Helm fails if a file disappears while it reads.
    const unfinished = `${path === bundlePath ? `${manifests}main.js` : path}.${crypto.randomUUID()}`;
    await Deno.writeTextFile(unfinished, text);
    await Deno.rename(unfinished, path);
    if (path === bundlePath) await fillChart();
    return length;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function fillChart(): Promise<void> {
  const bytes = await releaseBytes((await copyIntoChart()).values());
  if (bytes <= mostReleaseBytes) return;
  throw new Error(
    `Cannot put the program into the Helm chart: its release has ${bytes} bytes, and ${mostReleaseBytes} fit`,
  );
}

async function bundledText(output: string): Promise<string> {
  const external = "--external=@kubernetes/client-node";
  const form = ["--minify", "--keep-names", "--platform=deno", external, `--output=${output}`];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", ...form, entry],
    // Deno takes the imports of the program from the folder in which it runs.
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    env: { NO_COLOR: "1" },
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new DeployError(bundleFailure(new TextDecoder().decode(stderr)));
  return withoutComments(await Deno.readTextFile(output));
}

/**
 * Removes the doc comments of the page's script. The bundle contains the script as text, so `--minify` does not change
 * it.
 */
function withoutComments(bundle: string): string {
  return bundle.replace(/(^|`) *\/\*\*(?:[^*]|\*(?!\/))*\*\/\n+/gm, "$1");
}

async function say(stream: { write(bytes: Uint8Array): Promise<number> }, text: string): Promise<void> {
  await stream.write(new TextEncoder().encode(`${text}\n`));
}

if (import.meta.main) {
  try {
    const bytes = await bundleProgram();
    await say(Deno.stdout, `Bundled the program: ${Math.ceil(bytes / 1024)} KiB in ${bundlePath}`);
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    await say(Deno.stderr, [error.message, ...error.failure.next].join("\n"));
    Deno.exit(error.failure.code);
  }
}
