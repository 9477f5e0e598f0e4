/**
 * A process inside a world, seen from outside.
 *
 * @module
 */

/**
 * Entering a PID namespace takes a fork: what was spawned waits outside for its one child, the command itself.
 * Here signals reach the command. It has the shape of `Deno.ChildProcess`; `pid` is that of the one who waits, `innerPid`
 * that of the command, both as the caller's namespace counts.
 */
export class EnteredProcess implements Deno.ChildProcess {
  readonly #outer: Deno.ChildProcess;
  #ended = false;

  constructor(outer: Deno.ChildProcess) {
    this.#outer = outer;
    outer.status.then(() => this.#ended = true);
  }

  get pid(): number {
    return this.#outer.pid;
  }
  get stdin(): WritableStream<Uint8Array<ArrayBufferLike>> {
    return this.#outer.stdin;
  }
  get stdout(): Deno.SubprocessReadableStream {
    return this.#outer.stdout;
  }
  get stderr(): Deno.SubprocessReadableStream {
    return this.#outer.stderr;
  }
  get status(): Promise<Deno.CommandStatus> {
    return this.#outer.status;
  }

  /** The command's own process; undefined before it has started and after it has ended. */
  get innerPid(): number | undefined {
    return this.#ended ? undefined : childOf(this.pid);
  }

  output(): Promise<Deno.CommandOutput> {
    return this.#outer.output();
  }

  /** Sends a signal to the command. A process that has ended is left alone. */
  kill(signal: Deno.Signal | number = "SIGTERM"): void {
    if (this.#ended) return;
    // Held still, the outer process cannot fork between the look for its child and the signal.
    send(this.pid, "SIGSTOP");
    send(childOf(this.pid) ?? this.pid, signal);
    send(this.pid, "SIGCONT");
  }

  ref(): void {
    this.#outer.ref();
  }
  unref(): void {
    this.#outer.unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.status;
  }
}

/** The first child of a process, if it has one. */
export function childOf(pid: number): number | undefined {
  try {
    const children = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`).trim();
    return children === "" ? undefined : Number(children.split(" ")[0]);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isGone(error)) return undefined;
    throw error;
  }
}

function send(pid: number, signal: Deno.Signal | number): void {
  try {
    Deno.kill(pid, signal);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** ESRCH comes as NotFound from a signal and as a plain error from a read under /proc. */
function isGone(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Error && error.message.includes("os error 3");
}
