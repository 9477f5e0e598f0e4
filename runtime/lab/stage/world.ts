/**
 * A world: processes in their own network, mount and PID namespaces. All of them end together.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { childOf, EnteredProcess } from "./entered_process.ts";

/** This machine does not allow a world. */
export class WorldError extends Error {
  override readonly name = "WorldError";

  constructor(reason: string) {
    super(`Cannot make network namespaces: ${reason}`);
  }
}

export interface WorldOptions {
  /**
   * True: the world has a user namespace; false: it has none. By default it has one if the caller has no right to make
   * the other namespaces.
   */
  readonly userNamespace?: boolean;
}

/** A command line that makes `Deno.Command` run a command elsewhere, such as in a namespace. */
export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * The first process of a world reads its standard input, a pipe, until the end. Only the Deno process that made the
 * world has the other end of the pipe. So when the Deno process ends for any reason, the first process ends too, and
 * the kernel removes all processes, namespaces, mounts and files under `/run` of the world.
 *
 * A world has its own file system at `/run`, so `ip netns` needs no rights outside and leaves no files behind.
 */
export class World implements AsyncDisposable {
  readonly #first: Deno.ChildProcess;
  readonly #pid: number;
  readonly #flags: readonly string[];
  readonly #running = new Set<EnteredProcess>();
  #closing: Promise<void> | undefined;

  private constructor(first: Deno.ChildProcess, pid: number, flags: readonly string[]) {
    this.#first = first;
    this.#pid = pid;
    this.#flags = flags;
  }

  /** Makes an empty world, in about 30 ms. Throws `WorldError` if the machine does not allow it. */
  static async create(options: WorldOptions = {}): Promise<World> {
    if (Deno.build.os !== "linux") {
      throw new WorldError(`they need Linux, this is ${Deno.build.os}`);
    }
    const user = options.userNamespace ?? !mayMakeNamespaces();
    const namespaces = ["--net", "--mount", "--pid"];
    const first = startFirst([...user ? ["--user", "--map-root-user"] : [], ...namespaces]);
    // On success the first process prints one word; on failure its output ends without a word.
    const reader = first.stdout.getReader();
    const ready = (await reader.read()).value !== undefined;
    await reader.cancel();
    const pid = ready ? childOf(first.pid) : undefined;
    if (pid === undefined) {
      await first.stdin.close().catch(() => {});
      const complaint = (await first.stderr.text()).trim();
      await first.status;
      const hint = user ? "; root needs no user namespace for it" : "";
      throw new WorldError(`${complaint || "unshare ended without a word"}${hint}`);
    }
    await first.stderr.cancel();
    return new World(first, pid, [...user ? ["--user"] : [], ...namespaces]);
  }

  /** The path by which the caller reaches a file of this world, e.g. under `/run`. */
  outside(path: string): string {
    return `/proc/${this.#pid}/root${path}`;
  }

  /** The command line that runs a command in this world. */
  command(command: string, args: readonly string[] = []): CommandLine {
    const enter = ["--target", String(this.#pid), ...this.#flags, "--preserve-credentials", "--no-fork"];
    return { command: "nsenter", args: [...enter, "sh", "-c", waiting, "sh", command, ...args] };
  }

  /** Starts a command in this world, like `new Deno.Command(…).spawn()`; `kill` signals the command itself. */
  spawn(command: string, args: readonly string[] = [], options: Deno.CommandOptions = {}): EnteredProcess {
    const { cwd, ...others } = options;
    // Entering a mount namespace changes the working folder to its root.
    const stay = ["-C", cwd instanceof URL ? fileURLToPath(cwd) : cwd ?? Deno.cwd(), command];
    const line = this.command("env", [...stay, ...args]);
    const child = new Deno.Command(line.command, { detached: true, ...others, args: [...line.args] }).spawn();
    const entered = new EnteredProcess(child);
    this.#running.add(entered);
    entered.status.then(() => this.#running.delete(entered));
    return entered;
  }

  /**
   * Runs a command in this world to its end and returns its output. If it fails, throws an `Error` with its message.
   */
  async run(command: string, args: readonly string[] = [], options: { readonly input?: string } = {}): Promise<string> {
    const child = this.spawn(command, args, { stdin: "piped", stdout: "piped", stderr: "piped" });
    const [{ success, code, stdout, stderr }] = await Promise.all([child.output(), feed(child, options.input ?? "")]);
    const printed = new TextDecoder().decode(stdout);
    if (success) return printed;
    const complaint = new TextDecoder().decode(stderr).trim() || printed.trim() || "it printed nothing";
    throw new Error(`Cannot run ${[command, ...args].join(" ")}: exit code ${code}, ${complaint}`);
  }

  /** Ends all processes in this world, and resolves when they have ended. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#first.stdin.close().catch(() => {});
    await this.#first.status;
    await Promise.all([...this.#running].map((process) => process.status));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function startFirst(namespaces: readonly string[]): Deno.ChildProcess {
  const args = [...namespaces, "--fork", "--kill-child", "sh", "-c", firstProcess];
  const piped = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
  try {
    return new Deno.Command("unshare", { args, ...piped, detached: true }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new WorldError("there is no program unshare, of util-linux");
    throw error;
  }
}

/**
 * The script of a shell that `nsenter` becomes. The shell starts the command as its child and waits for it. The shell
 * stays outside the PID namespace, since only children of the process that enters a PID namespace are inside it.
 * `nsenter` itself cannot be the parent: if its child is stopped (SIGSTOP), `nsenter` stops itself and never reaps the
 * child, so the world would never end.
 */
const waiting = 'exec 3<&0 4>&2 2>/dev/null; { exec "$@" 0<&3 2>&4 3<&- 4>&-; } & wait $!';

/** The script of the first process. It becomes the parent of orphans, and ignores SIGCHLD, so the kernel reaps them. */
const firstProcess = `set -e
mount -t proc proc /proc
mount -t tmpfs -o mode=755 lab /run
ip link set lo up
trap '' CHLD
echo ready
exec cat >/dev/null 2>&1
`;

/** True if this process has CAP_NET_ADMIN and CAP_SYS_ADMIN. */
function mayMakeNamespaces(): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(Deno.readTextFileSync("/proc/self/status"))?.[1] ?? "0";
  const needed = 1n << 12n | 1n << 21n;
  return (BigInt(`0x${effective}`) & needed) === needed;
}

async function feed(child: Deno.ChildProcess, input: string): Promise<void> {
  const writer = child.stdin.getWriter();
  try {
    if (input !== "") await writer.write(new TextEncoder().encode(input));
    await writer.close();
  } catch (error) {
    // Some commands close their input without reading it.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
