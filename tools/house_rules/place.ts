import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The path of a linted file inside the project, e.g. `functions/allocate.ts`. */
export function placeOf(filename: string): string {
  return filename.startsWith(root) ? filename.slice(root.length) : filename;
}

/**
 * True for code of the product. Tests and tools have looser rules: they may cast, and have effects anywhere.
 */
export function isProduct(place: string): boolean {
  return place.startsWith("functions/") || place.startsWith("runtime/");
}
