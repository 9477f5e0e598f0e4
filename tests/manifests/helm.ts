/**
 * Finds Helm in `HELM`, in the cache or on the `PATH`; `deno run -A tests/manifests/helm.ts` builds it into the cache.
 *
 * @module
 */

import { executable, findCommand } from "../cluster/machine/commands.ts";
import { missingPart } from "../cluster/machine/missing_part.ts";

const version = "v3.22.0";

/**
 * The path of Helm. If Helm is missing, prints a message and returns undefined, so that a test can be skipped. With
 * `CI=true` throws an error instead.
 */
export async function findHelm(): Promise<string | undefined> {
  const folder = cacheFolder();
  const built = folder === undefined ? undefined : await executable(`${folder}/helm`);
  const found = Deno.env.get("HELM") || built || await findCommand("helm");
  if (found !== undefined) return found;
  await missingPart("no helm on the PATH, nor built by: deno run -A tests/manifests/helm.ts");
  return undefined;
}

function cacheFolder(): string | undefined {
  const home = Deno.env.get("HOME");
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? (home === undefined ? undefined : `${home}/.cache`);
  return cache === undefined ? undefined : `${cache}/arpeggio/helm-${version}`;
}

/** Builds Helm with Go, if the cache does not have it. */
async function build(): Promise<void> {
  const folder = cacheFolder();
  if (folder === undefined) throw new Error("Cannot build helm: neither XDG_CACHE_HOME nor HOME is set");
  if (await executable(`${folder}/helm`) !== undefined) return;
  const { success } = await new Deno.Command("go", {
    args: ["install", `helm.sh/helm/v3/cmd/helm@${version}`],
    env: { GOBIN: folder, CGO_ENABLED: "0" },
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot build helm ${version}: go failed`);
}

if (import.meta.main) await build();
