/**
 * The objects of an installation, rendered by kubectl's own kustomize.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { relative } from "node:path";
import { parseAllDocuments, stringify } from "yaml";
import { type Installation, kustomization } from "./kustomization.ts";
import type { Kubectl } from "./kubectl.ts";
import { isManifest, type Manifest } from "./manifest.ts";
import { scoped } from "./scope.ts";

const manifests = fileURLToPath(new URL("../../manifests", import.meta.url));

/** The program must have been bundled. */
export async function render(kubectl: Kubectl, installation: Installation): Promise<readonly Manifest[]> {
  const made = await Deno.makeTempDir({ prefix: "arpeggio-deploy-" });
  try {
    // Kustomize accepts only relative paths, and resolves symbolic links first.
    const [folder, base] = await Promise.all([Deno.realPath(made), Deno.realPath(manifests)]);
    const wanted = kustomization(relative(folder, base), installation);
    await Deno.writeTextFile(`${folder}/kustomization.yaml`, stringify(wanted));
    const text = await kubectl.run(["kustomize", folder]);
    return await scoped(kubectl, parseAllDocuments(text).map((document) => document.toJS()).filter(isManifest));
  } finally {
    await Deno.remove(made, { recursive: true });
  }
}
