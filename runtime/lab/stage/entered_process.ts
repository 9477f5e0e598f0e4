/**
 * Lets code outside a world control a process inside the world.
 *
 * @module
 */

/**
 * A command in a PID namespace, with the interface of `Deno.ChildProcess`. Entering the namespace takes a fork: an
 * outer process waits for its only child, the command. `pid` is the outer process and `innerPid` the command, both in
 * the caller's namespace. Signals go to the command, or, before the command has started, to the outer process.
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

  /** The process ID of the command; undefined before it has started and after it has ended. */
  get innerPid(): number | undefined {
    return this.#ended ? undefined : childOf(this.pid);
  }

  output(): Promise<Deno.CommandOutput> {
    return this.#outer.output();
  }

  /** Sends a signal to the command, if it has not ended; before it has started, to the outer process. */
  kill(signal: Deno.Signal | number = "SIGTERM"): void {
    if (this.#ended) return;
    // The outer process is stopped meanwhile, so that it cannot fork between the search for its child and the signal.
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

/**
 * True if the process has ended. Deno reports ESRCH as NotFound for a signal, but as a plain error for a read under
 * /proc.
 */
function isGone(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Error && error.message.includes("os error 3");
}
