const root = new URL("../../", import.meta.url).pathname;

/** The path of a linted file inside the project, e.g. `functions/allocate.ts`. */
export function placeOf(filename: string): string {
  return filename.startsWith(root) ? filename.slice(root.length) : filename;
}

/** Tests and tools may do what the product may not: cast, and talk to the world. */
export function isProduct(place: string): boolean {
  return place.startsWith("functions/") || place.startsWith("runtime/");
}
