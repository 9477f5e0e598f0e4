import type { Import, SourceFile } from "./rules.ts";

/** The part of the output of `deno info --json` that is used here. */
interface Info {
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly specifier: string;
      readonly isDynamic?: boolean;
      readonly code?: { readonly specifier?: string };
      readonly type?: { readonly specifier?: string };
    }[];
  }[];
}

const folders = ["functions", "runtime", "tools", "tests"] as const;

/** Reads the project's import graph from the folder `root`, which ends in `/`. */
export async function readGraph(root: string): Promise<SourceFile[]> {
  const paths = (await Promise.all(folders.map((folder) => sources(root, folder)))).flat().sort();
  const modules = await modulesOf(root, paths);
  return await Promise.all(paths.map(async (path) => ({
    path,
    lines: (await Deno.readTextFile(root + path)).split("\n").length - 1,
    imports: modules.get(path) ?? [],
  })));
}

async function sources(root: string, folder: string): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const entry of Deno.readDir(root + folder)) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory) found.push(...await sources(root, path));
      else if (/\.[jt]sx?$/.test(entry.name)) found.push(path);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found;
}

/** The modules and their imports. One `deno info` reads them all, from a temporary file that imports all sources. */
async function modulesOf(root: string, paths: readonly string[]): Promise<Map<string, readonly Import[]>> {
  const base = new URL(root, "file:///").href;
  const all = await Deno.makeTempFile({ prefix: "layers_", suffix: ".ts" });
  try {
    await Deno.writeTextFile(all, paths.map((path) => `import "${base}${path}";\n`).join(""));
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--no-lock", "--config", `${root}deno.json`, all],
      cwd: root,
    }).output();
    if (!success) throw new Error(`Cannot read the import graph: ${new TextDecoder().decode(stderr)}`);
    const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as Info;
    const place = (specifier: string): string => specifier.startsWith(base) ? specifier.slice(base.length) : specifier;
    return new Map(modules.map(({ specifier, dependencies = [] }) => [
      place(specifier),
      dependencies.map((each) => ({
        to: place(each.code?.specifier ?? each.type?.specifier ?? each.specifier),
        typeOnly: each.code === undefined,
        dynamic: each.isDynamic ?? false,
      })),
    ]));
  } finally {
    await Deno.remove(all);
  }
}
