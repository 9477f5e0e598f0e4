/**
 * Reads YAML or JSON text into objects with their places.
 *
 * @module
 */

import { tooDeep, tooDeepAt } from "../store/kubernetes_yaml.ts";
import { cannotRead, type ManifestText } from "./found_object.ts";
import { readJSON } from "./json_manifests.ts";
import { placesIn } from "./line_places.ts";

/** Reads the objects of a text: each document, and each item of a `List`. Empty documents are skipped. Never throws. */
export async function readManifestText(text: string, file: string): Promise<ManifestText> {
  const objects = readJSON(text, file);
  if (objects !== undefined) return { objects, unreadable: [] };
  const depth = tooDeepAt(text);
  if (depth !== undefined) {
    return { objects: [], unreadable: [`${cannotRead(placesIn(text, file)(depth))} ${tooDeep}`] };
  }
  // A question about a JSON dump never loads the YAML library.
  const { readYAML } = await import("./yaml_manifests.ts");
  return readYAML(text, file);
}
