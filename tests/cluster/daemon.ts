import type { LaunchedProcess, Launcher } from "./launcher.ts";
import type { Program } from "./parts.ts";

/**
 * Runs a program for as long as its standard input, a pipe from the test process, is open: when the test process dies, also
 * by SIGKILL, the pipe ends and the guard kills the program and its children. Each line on the pipe is the name of a signal for
 * them. What a terminal or a CI runner sends to the whole group of the test process, the guard survives; the traps, unlike
 * ignored signals, are not passed on to the program.
 */
const guardScript = `
log=$1; shift
trap : HUP INT TERM
exec 3<&0 </dev/null >>"$log" 2>&1
setsid "$@" 3<&- &
child=$!
{ trap '' HUP INT TERM; while read -r signal <&3; do kill -s "$signal" -- "-$child"; done; kill -s KILL -- "-$child" "$child"; } &
guard=$!
exec 3<&-
while :; do wait "$child"; code=$?; kill -0 "$child" 2>/dev/null || break; done
kill -s KILL "$guard"
exit "$code"`;

/** How a daemon is run. */
export interface DaemonOptions {
  /** What to call it in errors. */
  readonly name: string;
  /** The file that its output is appended to. */
  readonly log: string;
  readonly launcher: Launcher;
}

/** A program in the background that never outlives the test process. */
export class Daemon implements AsyncDisposable {
  readonly #process: LaunchedProcess;
  readonly #pipe: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #options: DaemonOptions;
  #ended: number | undefined;

  /** Starts the program; it is running, but has not yet done anything. */
  constructor(program: Program, options: DaemonOptions) {
    this.#options = options;
    this.#process = options.launcher.spawn("sh", ["-c", guardScript, options.name, options.log, ...program], {
      stdin: "piped",
      stdout: "null",
      stderr: "null",
    });
    this.#pipe = this.#process.stdin.getWriter();
    this.#process.status.then(({ code }) => this.#ended = code);
  }

  /** Sends a signal to the program, such as STOP and CONT to make it hang for a while. */
  async signal(name: "TERM" | "STOP" | "CONT"): Promise<void> {
    await this.#pipe.write(new TextEncoder().encode(`${name}\n`));
  }

  /** Asks the program to end, as a kubelet does, and waits until it has. */
  async terminate(): Promise<void> {
    await this.signal("TERM");
    await this.#process.status;
  }

  /** Resolves when the check first holds; fails when the program ends before or does not get there in time. */
  async ready(check: () => Promise<boolean>, timeoutMs = 120_000): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while (!await check()) {
      if (this.#ended !== undefined) throw await this.#failure(`it ended with code ${this.#ended}`);
      if (performance.now() > deadline) throw await this.#failure(`it was not ready after ${timeoutMs} ms`);
      // Nothing tells when another program is ready: it has to be asked.
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** Kills the program and waits for its end. */
  async stop(): Promise<void> {
    await this.#pipe.close().catch(() => undefined);
    // On a lab's host that is paused the guard can't act: the program then ends with its host.
    const impatience = setTimeout(() => this.#process.kill("SIGKILL"), 2_000);
    await this.#process.status;
    clearTimeout(impatience);
  }

  /** Kills the program and waits for its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #failure(what: string): Promise<Error> {
    const log = await Deno.readTextFile(this.#options.log).catch(() => "");
    return new Error(`Cannot start ${this.#options.name}: ${what}\n${log.split("\n").slice(-30).join("\n")}`);
  }
}
