import { createHash } from "node:crypto";

/** The folder of the control plane's Go sources. */
export const programSource: string = new URL("../program/", import.meta.url).pathname;

const kubernetes = { major: "1", minor: "34", version: "v1.34.1" } as const;
const versionPackage = "k8s.io/component-base/version";

/** The arguments of `go` to build the program, without `-o PATH` and the package. */
export const buildArguments: readonly string[] = [
  "build",
  "-v",
  "-trimpath",
  "-buildvcs=false",
  "-ldflags",
  [
    "-s -w",
    `-X ${versionPackage}.gitVersion=${kubernetes.version}`,
    `-X ${versionPackage}.gitMajor=${kubernetes.major}`,
    `-X ${versionPackage}.gitMinor=${kubernetes.minor}`,
  ].join(" "),
];

/**
 * The path of the cache folder for these sources and this version of Go, `~/.cache/arpeggio/cluster-HASH`. The folder
 * may not exist yet. Undefined if there is no Go or no home folder.
 */
export async function programFolder(): Promise<string | undefined> {
  const home = Deno.env.get("HOME");
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? (home === undefined ? undefined : `${home}/.cache`);
  const go = await goVersion();
  if (cache === undefined || go === undefined) return undefined;
  const hash = createHash("sha256").update(go).update(JSON.stringify(buildArguments));
  for (const name of ["go.mod", "go.sum", "main.go"]) hash.update(await Deno.readFile(programSource + name));
  return `${cache}/arpeggio/cluster-${hash.digest("hex").slice(0, 16)}`;
}

/** The path of the built program; undefined if the cache does not have it. */
export async function builtProgram(): Promise<string | undefined> {
  const folder = await programFolder();
  if (folder === undefined) return undefined;
  const path = `${folder}/cluster`;
  return await Deno.stat(path).then(() => path, () => undefined);
}

async function goVersion(): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command("go", {
      args: ["env", "GOVERSION", "GOOS", "GOARCH"],
      cwd: programSource,
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
