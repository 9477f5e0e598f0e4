/**
 * The npm packages of deno.lock, and what each is for.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { isRecord } from "../../functions/model/shape.ts";

/**
 * `required`: the bundle contains it. `optional`: only a kubeconfig with a plugin (`exec` or `auth-provider`) needs it,
 * and only in a checkout. `excluded`: only tests and tools use it. The words are CycloneDX's.
 */
export type Scope = "required" | "optional" | "excluded";

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Such as `sha512-…`, with the hash in base64. */
  readonly integrity: string;
  readonly scope: Scope;
  /** An SPDX expression. */
  readonly license: string;
  /** `NAME@VERSION` of each package that it loads. */
  readonly needs: readonly string[];
}

const root = new URL("../../", import.meta.url);

/** The one package that the program loads but the bundle leaves out. */
const unbundled = "@kubernetes/client-node";

/** Every package of deno.lock, sorted by name. Throws an `Error` if the packages have not been installed. */
export async function lockedPackages(): Promise<readonly LockedPackage[]> {
  const lock: { readonly npm: Readonly<Record<string, Locked>> } = JSON.parse(
    await Deno.readTextFile(new URL("deno.lock", root)),
  );
  const { roots, folder } = await programPackages();
  const keys = Object.keys(lock.npm);
  const needsOf = (key: string): readonly string[] => {
    const { dependencies = [], optionalDependencies = [] } = lock.npm[key] ?? { integrity: "" };
    return [...dependencies, ...optionalDependencies].flatMap((each) => keyFor(each, keys) ?? []);
  };
  const isUnbundled = (key: string): boolean => nameOf(key).name === unbundled;
  const bundled = reached(roots.filter((key) => !isUnbundled(key)), needsOf);
  const optional = reached(roots.filter(isUnbundled), needsOf);
  const scopeOf = (key: string): Scope => bundled.has(key) ? "required" : optional.has(key) ? "optional" : "excluded";
  const found = await Promise.all(keys.map(async (key): Promise<LockedPackage> => ({
    ...nameOf(key),
    integrity: lock.npm[key]?.integrity ?? "",
    scope: scopeOf(key),
    license: await licenseOf(key, folder),
    needs: needsOf(key).map(plainKey),
  })));
  // Deno lists a package several times if it was resolved with different peer dependencies.
  const one = new Map(found.map((each) => [`${each.name}@${each.version}`, each]));
  return [...one.keys()].toSorted().flatMap((key) => one.get(key) ?? []);
}

interface Locked {
  readonly integrity: string;
  readonly dependencies?: readonly string[];
  readonly optionalDependencies?: readonly string[];
}

/**
 * The packages that the program's own modules import, as keys of deno.lock, and the folder of all downloaded packages.
 */
async function programPackages(): Promise<{ readonly roots: readonly string[]; readonly folder: string }> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", fileURLToPath(new URL("runtime/main.ts", root))],
    cwd: root,
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot list the packages of the program: ${decoder.decode(stderr).trim()}`);
  const { modules, npmPackages }: ModuleGraph = JSON.parse(decoder.decode(stdout));
  const [key = "", { name, version, localPath }] = Object.entries(npmPackages)[0] ?? ["", noPackage];
  if (key === "") throw new Error("Cannot list the packages of the program: deno info names none");
  const roots = modules.flatMap(({ specifier }) => /^npm:\/(.+)$/.exec(specifier)?.[1] ?? []);
  return { roots, folder: localPath.slice(0, -`/${name}/${version}`.length) };
}

interface ModuleGraph {
  readonly modules: readonly { readonly specifier: string }[];
  readonly npmPackages: Readonly<Record<string, typeof noPackage>>;
}

const noPackage = { name: "", version: "", localPath: "" };

async function licenseOf(key: string, folder: string): Promise<string> {
  const { name, version } = nameOf(key);
  const file = `${folder}/${name}/${version}/package.json`;
  try {
    const found: unknown = JSON.parse(await Deno.readTextFile(file));
    if (isRecord(found) && typeof found["license"] === "string") return found["license"];
  } catch (error) {
    throw new Error(`Cannot read the licence of ${name}: run deno ci first`, { cause: error });
  }
  throw new Error(`Cannot read the licence of ${name}: ${file} has no field license`);
}

/** The key of a dependency, which deno.lock writes as `NAME`, or as `NAME@VERSION` if there are several versions. */
function keyFor(dependency: string, keys: readonly string[]): string | undefined {
  return keys.find((key) => key === dependency || key.startsWith(`${dependency}@`) || key.startsWith(`${dependency}_`));
}

function reached(from: readonly string[], needsOf: (key: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set(from);
  for (const key of found) for (const next of needsOf(key)) found.add(next);
  return found;
}

/** `name` and `version` of a key such as `@scope/name@1.0.0_peer@2.0.0`. */
function nameOf(key: string): { readonly name: string; readonly version: string } {
  const at = key.indexOf("@", 1);
  return { name: key.slice(0, at), version: key.slice(at + 1).split("_")[0] ?? "" };
}

function plainKey(key: string): string {
  const { name, version } = nameOf(key);
  return `${name}@${version}`;
}
