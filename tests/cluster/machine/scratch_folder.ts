/**
 * Removes the folder when its standard input ends. This input is a pipe from the test process, so it ends even if the
 * test process or its whole process group is killed.
 */
const janitorScript = 'trap "" HUP INT TERM; read -r _; until rm -rf "$1" 2>/dev/null; do sleep 0.1; done';

/** A temporary folder that never outlives the test process. */
export interface ScratchFolder extends AsyncDisposable {
  readonly path: string;
}

/** Makes a temporary folder. */
export async function scratchFolder(prefix: string): Promise<ScratchFolder> {
  const path = await Deno.makeTempDir({ prefix });
  const janitor = new Deno.Command("sh", {
    args: ["-c", janitorScript, "janitor", path],
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  return {
    path,
    async [Symbol.asyncDispose](): Promise<void> {
      await janitor.stdin.close();
      await janitor.status;
    },
  };
}
