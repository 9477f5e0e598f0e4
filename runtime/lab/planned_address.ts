/**
 * What a Service will get, told before anything runs.
 *
 * @module
 */

import { allocate } from "../../functions/allocate.ts";
import { readManifestText } from "../cli/manifest_text.ts";
import { manifestsOf } from "../cli/read_manifests.ts";
import { type ExampleFiles, exampleNode } from "./example.ts";
import type { Lab } from "./lab.ts";

/** The first address that these manifests give to any Service; undefined when they give none. */
export function plannedAddress(files: ExampleFiles): string | undefined {
  const found = Object.entries(files).flatMap(([name, text]) => readManifestText(text, name));
  return allocate(manifestsOf(found).observed).allocations.flatMap(({ addresses }) => addresses)[0];
}

/** The Nodes of a lab, with a Pod on each. */
export function nodeFiles(lab: Lab): ExampleFiles {
  return Object.assign({}, ...lab.nodes.map(({ name, host }) => exampleNode(name, host.address)));
}
