/**
 * Removes the folder when its standard input, a pipe from the test process, ends: also when that process was killed, or its
 * whole group was told to end.
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
