/** An empty home folder, and a shell that runs the commands of a page as if a reader pasted them. */

import { dirname } from "node:path";

const root = new URL("../../", import.meta.url).pathname;

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export class EmptyHome implements AsyncDisposable {
  readonly path: string;
  /** All environment variables of the shell. */
  readonly env: Readonly<Record<string, string>>;

  private constructor(path: string, env: Readonly<Record<string, string>>) {
    this.path = path;
    this.env = { ...env, HOME: path };
  }

  /** Makes the home folder. From the real home folder, the shell uses only the downloads of Deno. */
  static async create(env: Readonly<Record<string, string>> = {}): Promise<EmptyHome> {
    const { denoDir }: { readonly denoDir: string } = JSON.parse(await outputOf([Deno.execPath(), "info", "--json"]));
    const path = `${dirname(Deno.execPath())}:${Deno.env.get("PATH")}`;
    return new EmptyHome(await Deno.makeTempDir(), { DENO_DIR: denoDir, PATH: path, NO_COLOR: "1", ...env });
  }

  /** Runs a script in a folder. Each command must exit with 0 or 1, the exit codes of an answered question. */
  async run(blocks: readonly string[], cwd: string = root): Promise<Said> {
    const lines = blocks.flatMap((block) => block.replaceAll("\\\n", " ").split("\n")).filter((line) => line !== "");
    const script = lines.map((line) => `${withoutComment(line)} || [ $? -eq 1 ] || exit 9`).join("\n");
    const shell = new Deno.Command("bash", {
      args: ["-c", script],
      cwd,
      clearEnv: true,
      env: this.env,
      stdin: "null",
    });
    const { code, stdout, stderr } = await shell.output();
    return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

function withoutComment(line: string): string {
  return line.replace(/\s+# .*$/, "");
}

async function outputOf([command = "", ...args]: readonly string[]): Promise<string> {
  const { stdout } = await new Deno.Command(command, { args }).output();
  return new TextDecoder().decode(stdout);
}
