/** A process that a launcher started: writing to its standard input and waiting for its end is all that is asked of it. */
export interface LaunchedProcess {
  readonly stdin: WritableStream<Uint8Array<ArrayBuffer>>;
  readonly status: Promise<{ readonly code: number }>;
}

/** Starts processes in some place: this host, or a network namespace of a lab. */
export interface Launcher {
  spawn(
    command: string,
    args: string[],
    options: { stdin: "piped"; stdout: "null"; stderr: "null" },
  ): LaunchedProcess;
}

/** Starts processes on this host, where the test itself runs. */
export const hostLauncher: Launcher = {
  spawn: (command, args, options) => new Deno.Command(command, { args, ...options }).spawn(),
};
