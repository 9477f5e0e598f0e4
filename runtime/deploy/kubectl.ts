/**
 * The user's own kubectl, with the user's own rights. `deploy` makes all its changes through it.
 *
 * @module
 */

import { UsageError } from "../ground/usage_error.ts";
import { textLines } from "../ground/text_lines.ts";

export interface KubectlOptions {
  readonly kubeconfig?: string;
  /** By default the current context. */
  readonly context?: string;
}

/** kubectl ended with a code other than 0. */
export class KubectlError extends Error {
  override readonly name = "KubectlError";

  /** @param said the standard error of kubectl */
  constructor(readonly args: readonly string[], readonly said: string) {
    super(`Cannot run kubectl ${args.slice(0, 3).join(" ")}: ${said}`);
  }
}

export class Kubectl {
  readonly #options: readonly string[];
  /** The options of the user. */
  readonly options: KubectlOptions;
  #mayHaveWritten = false;

  constructor({ kubeconfig, context }: KubectlOptions) {
    this.options = { ...(kubeconfig !== undefined && { kubeconfig }), ...(context !== undefined && { context }) };
    this.#options = [
      ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
      ...(context === undefined ? [] : [`--context=${context}`]),
    ];
  }

  /** True once a command that writes was started: it may have changed something, even if it failed. */
  get mayHaveWritten(): boolean {
    return this.#mayHaveWritten;
  }

  /**
   * Runs kubectl to its end and returns its standard output. Throws `KubectlError`, or `UsageError` if there is no
   * kubectl.
   */
  async run(args: readonly string[], stdin = ""): Promise<string> {
    const { process, done } = this.#spawn(args, stdin);
    const output = new Response(process.stdout).text();
    await done;
    return await output;
  }

  /** Runs kubectl and returns its output as parsed JSON; undefined if there is no such object. */
  async read(args: readonly string[], stdin = ""): Promise<unknown> {
    const text = await this.run([...args, "--ignore-not-found", "-o", "json"], stdin);
    return text === "" ? undefined : JSON.parse(text);
  }

  /** Runs kubectl to its end, and calls `onLine` with each line of output at once. */
  async follow(args: readonly string[], onLine: (line: string) => void): Promise<void> {
    const { process, done } = this.#spawn(args, "");
    const reading = Array.fromAsync(textLines(process.stdout), onLine);
    await Promise.all([reading, done]);
  }

  #spawn(args: readonly string[], stdin: string): { process: Deno.ChildProcess; done: Promise<void> } {
    if (!onlyReads(args)) this.#mayHaveWritten = true;
    const process = spawnKubectl([...this.#options, ...args]);
    const words = new Response(process.stderr).text();
    // If kubectl fails at once, it closes its input, and this write fails too: only kubectl's message matters.
    const input = ReadableStream.from([new TextEncoder().encode(stdin)]).pipeTo(process.stdin).catch(() => undefined);
    const done = async (): Promise<void> => {
      const [{ code }, said] = await Promise.all([process.status, words, input]);
      if (code !== 0) throw new KubectlError(args, said.trim());
    };
    return { process, done: done() };
  }
}

function spawnKubectl(args: readonly string[]): Deno.ChildProcess {
  try {
    return new Deno.Command("kubectl", { args: [...args], stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UsageError("Cannot run kubectl: it is not on the PATH; see https://kubernetes.io/docs/tasks/tools/");
  }
}

const reading: readonly string[] = ["config", "get", "kustomize", "wait"];

function onlyReads([verb = "", subject]: readonly string[]): boolean {
  return reading.includes(verb) || (verb === "rollout" && subject === "status");
}
