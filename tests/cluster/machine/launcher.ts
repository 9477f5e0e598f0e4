/** The parts of a launched process that are used here. */
export interface LaunchedProcess {
  readonly stdin: WritableStream<Uint8Array<ArrayBuffer>>;
  readonly status: Promise<{ readonly code: number }>;
  kill(signal: "SIGKILL"): void;
}

/** Starts processes on this host, or in a network namespace. The hosts and worlds of the lab are launchers. */
export interface Launcher {
  spawn(
    command: string,
    args: string[],
    options: { stdin: "piped"; stdout: "null"; stderr: "null" },
  ): LaunchedProcess;
}

/** Starts processes on this host, like the test itself. */
export const hostLauncher: Launcher = {
  spawn: (command, args, options) => new Deno.Command(command, { args, ...options }).spawn(),
};
