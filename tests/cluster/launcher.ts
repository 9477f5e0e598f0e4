/** What is asked of a process that a launcher started. */
export interface LaunchedProcess {
  readonly stdin: WritableStream<Uint8Array<ArrayBuffer>>;
  readonly status: Promise<{ readonly code: number }>;
  kill(signal: "SIGKILL"): void;
}

/** Starts processes in some place: this host, or a network namespace; the hosts and worlds of the lab are launchers. */
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
