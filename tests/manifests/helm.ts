/**
 * Helm: in `HELM`, on the `PATH`, or built into the cache by `deno run -A tests/manifests/helm.ts`.
 *
 * @module
 */

import { executable, findCommand } from "../cluster/commands.ts";
import { missingPart } from "../cluster/missing_part.ts";

const version = "v3.22.0";

/** The path of Helm; without it, prints why and returns undefined, so that a test can be ignored; with `CI=true` it throws. */
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

/** Builds it with Go, unless that has been done. */
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
