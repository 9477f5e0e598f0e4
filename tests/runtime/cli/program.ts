/**
 * Runs the program as a user would, from the project's root.
 */

const root = new URL("../../../", import.meta.url);

export interface Ending {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `arpeggio ARGS`. */
export function arpeggio(args: readonly string[], input?: string): Promise<Ending> {
  return run(["run", "-A", "runtime/main.ts", ...args], input);
}

/** `deno ARGS`. */
export async function run(args: readonly string[], input?: string): Promise<Ending> {
  const process = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdin: input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (input !== undefined) await new Blob([input]).stream().pipeTo(process.stdin);
  const { code, stdout, stderr } = await process.output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}
