import type { LaunchedProcess, Launcher } from "./launcher.ts";
import type { Program } from "./parts.ts";

/**
 * The guard runs a program while the guard's standard input is open. This input is a pipe from the test process. When
 * the test process dies, even by SIGKILL, the pipe ends, and the guard kills the program and its children. Each line on
 * the pipe is the name of a signal for the program. Before the first signal, the guard waits until the program has a
 * process group, since an earlier signal would be lost. The guard survives the signals that a terminal or a CI runner
 * sends to the whole process group. It traps them with an empty action and does not ignore them, because the program
 * would inherit ignored signals.
 */
const guardScript = `
log=$1; shift
trap : HUP INT TERM
exec 3<&0 </dev/null >>"$log" 2>&1
setsid "$@" 3<&- &
child=$!
{ trap '' HUP INT TERM; while kill -0 "$child" && ! kill -s 0 -- "-$child"; do sleep 0.01; done 2>/dev/null
while read -r signal <&3; do kill -s "$signal" -- "-$child"; done; kill -s KILL -- "-$child" "$child"; } &
guard=$!
exec 3<&-
while :; do wait "$child"; code=$?; kill -0 "$child" 2>/dev/null || break; done
kill -s KILL "$guard"
exit "$code"`;

/** The options of a daemon. */
export interface DaemonOptions {
  /** The name in errors. */
  readonly name: string;
  /** The program's output is appended to this file. */
  readonly log: string;
  readonly launcher: Launcher;
}

/** A program in the background that never outlives the test process. */
export class Daemon implements AsyncDisposable {
  readonly #process: LaunchedProcess;
  readonly #pipe: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #options: DaemonOptions;
  #ended: number | undefined;

  /** Starts the program, which may not be ready yet. */
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

  /** Sends SIGTERM to the program, as a kubelet does, and waits for its end. */
  async terminate(): Promise<void> {
    await this.signal("TERM");
    await this.#process.status;
  }

  /** Polls until the check holds. Fails after `timeoutMs`, or if the program ends. */
  async ready(check: () => Promise<boolean>, timeoutMs = 120_000): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while (!await check()) {
      if (this.#ended !== undefined) throw await this.#failure(`it ended with code ${this.#ended}`);
      if (performance.now() > deadline) throw await this.#failure(`it was not ready after ${timeoutMs} ms`);
      // No event reports that another program is ready, so this polls.
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** Kills the program and waits for its end. */
  async stop(): Promise<void> {
    await this.#pipe.close().catch(() => undefined);
    // On a paused host of a lab the guard cannot run. SIGKILL ends the guard, and the program ends with its host.
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
