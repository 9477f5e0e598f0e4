/**
 * The worlds of `tests/fixtures/questions`, for tests in which two answers about the same world must agree.
 */

const fixtures = new URL("../../fixtures/questions/", import.meta.url).pathname;
const base = ["lan.yaml", "nodes.yaml", "shop.yaml"].map((name) => `${fixtures}${name}`);
function inFolder(folder: string): readonly string[] {
  return [...Deno.readDirSync(`${fixtures}${folder}`)].map(({ name }) => `${fixtures}${folder}${name}`).sort();
}

const files = inFolder("").filter((path) => path.endsWith(".yaml"));
/** The files of each world: for example one file alone, or one file with a network and its Services. */
export const worlds: readonly (readonly string[])[] = [
  ...files.map((path) => [path]),
  ...files.filter((path) => !base.includes(path)).map((path) => [...base, path]),
  ...inFolder("reasons/").map((path) => [...base.slice(0, 2), path]),
  ...inFolder("preflight/").map((path) => [...base, path]),
  ...inFolder("sharing/").map((path) => [...base.slice(0, 2), path]),
  inFolder("sharing/"),
  [`${fixtures}pull_request`],
];

export function nameOf(paths: readonly string[]): string {
  return paths.map((path) => path.replace(fixtures, "")).join(", ");
}
