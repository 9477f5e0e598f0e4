/**
 * The address that a Service will get, computed before anything runs.
 *
 * @module
 */

import { allocate } from "../../functions/allocate.ts";
import { readManifestText } from "../reading/manifest_text.ts";
import { manifestsOf } from "../reading/read_manifests.ts";
import { type ExampleFiles, exampleNode } from "./example/example.ts";
import type { Lab } from "./lab.ts";

/** The first address that a Service of these manifests gets; undefined if none gets an address. */
export async function plannedAddress(files: ExampleFiles): Promise<string | undefined> {
  const texts = await Promise.all(Object.entries(files).map(([name, text]) => readManifestText(text, name)));
  const found = texts.flatMap(({ objects }) => objects);
  return allocate(manifestsOf(found).observed).allocations.flatMap(({ addresses }) => addresses)[0];
}

/** The manifests of a lab's Nodes, each with an EndpointSlice for the Pod on it. */
export function nodeFiles(lab: Lab): ExampleFiles {
  return Object.assign({}, ...lab.nodes.map(({ name, host }) => exampleNode(name, host.address)));
}
