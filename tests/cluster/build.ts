/**
 * `deno run -A tests/cluster/build.ts` builds the control plane for the tests, if the cache does not have it yet, and
 * prints its path. It needs Go. The first build takes about six minutes on two cores.
 * @module
 */
import { buildArguments, builtProgram, programFolder, programSource } from "./machine/program.ts";
import { textLines } from "./machine/text_lines.ts";

const progressEveryMs = 15_000;

/** Builds the control plane into the cache, atomically, and returns its path. */
export async function build(progress: (line: string) => void): Promise<string> {
  const built = await builtProgram();
  if (built !== undefined) return built;
  const folder = await programFolder();
  if (folder === undefined) {
    throw new Error("Cannot build the cluster program: no Go, or neither XDG_CACHE_HOME nor HOME");
  }
  const unfinished = `${folder}.${crypto.randomUUID()}`;
  await Deno.mkdir(unfinished, { recursive: true });
  try {
    await compile(`${unfinished}/cluster`, progress);
    await Deno.rename(unfinished, folder);
  } catch (error) {
    await Deno.remove(unfinished, { recursive: true });
    const finishedByAnother = await builtProgram();
    if (finishedByAnother === undefined) throw error;
  }
  return `${folder}/cluster`;
}

async function compile(path: string, progress: (line: string) => void): Promise<void> {
  progress("Building the cluster program: about six minutes on two cores the first time");
  const start = performance.now();
  const seconds = (): number => Math.round((performance.now() - start) / 1000);
  const go = new Deno.Command("go", {
    args: [...buildArguments, "-o", path, "."],
    cwd: programSource,
    env: { CGO_ENABLED: "0" },
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const lines: string[] = [];
  const timer = setInterval(
    () => progress(`${seconds()} s: ${lines.length} packages, now ${lines.at(-1) ?? "…"}`),
    progressEveryMs,
  );
  try {
    for await (const line of textLines(go.stderr)) lines.push(line);
    const { code } = await go.status;
    if (code !== 0) {
      throw new Error(`Cannot build the cluster program: go exited with ${code}\n${lines.slice(-20).join("\n")}`);
    }
  } finally {
    clearInterval(timer);
  }
  const { size } = await Deno.stat(path);
  progress(`Built in ${seconds()} s: ${(size / 2 ** 20).toFixed(0)} MiB`);
}

if (import.meta.main) {
  const print = (to: typeof Deno.stdout, line: string): number => to.writeSync(new TextEncoder().encode(`${line}\n`));
  print(Deno.stdout, await build((line) => print(Deno.stderr, line)));
}
