/** Runs the program as a user does, from the project's root. */

const root = new URL("../../../", import.meta.url);

export interface Ending {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `arpeggio ARGS`. */
export function arpeggio(args: readonly string[], given?: Given): Promise<Ending> {
  return run(["run", "-A", "runtime/main.ts", ...args], given);
}

export interface Given {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `deno ARGS`. */
export async function run(args: readonly string[], { input, env }: Given = {}): Promise<Ending> {
  const process = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: root,
    env: { NO_COLOR: "1", COLUMNS: "80", ...env },
    stdin: input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (input !== undefined) await new Blob([input]).stream().pipeTo(process.stdin);
  const { code, stdout, stderr } = await process.output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}
