/**
 * The user's own kubectl, with the user's own rights: what `deploy` changes, it changes through this.
 *
 * @module
 */

import { UsageError } from "../cli/usage_error.ts";
import { textLines } from "../lab/text_lines.ts";

export interface KubectlOptions {
  readonly kubeconfig?: string;
  /** By default the current one. */
  readonly context?: string;
}

/** What kubectl answered when it did not do what it was asked. */
export class KubectlError extends Error {
  override readonly name = "KubectlError";
}

export class Kubectl {
  readonly #options: readonly string[];

  constructor({ kubeconfig, context }: KubectlOptions) {
    this.#options = [
      ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
      ...(context === undefined ? [] : [`--context=${context}`]),
    ];
  }

  /** Runs it to its end and returns what it printed. Throws `KubectlError`; `UsageError` where there is no kubectl. */
  async run(args: readonly string[], stdin = ""): Promise<string> {
    const { process, done } = this.#spawn(args, stdin);
    const output = new Response(process.stdout).text();
    await done;
    return await output;
  }

  /** The same for JSON; undefined when the object is not there. */
  async read(args: readonly string[]): Promise<unknown> {
    const text = await this.run([...args, "--ignore-not-found", "-o", "json"]);
    return text === "" ? undefined : JSON.parse(text);
  }

  /** Runs it to its end, and hands on each line as it comes. */
  async follow(args: readonly string[], onLine: (line: string) => void): Promise<void> {
    const { process, done } = this.#spawn(args, "");
    const reading = Array.fromAsync(textLines(process.stdout), onLine);
    await Promise.all([reading, done]);
  }

  #spawn(args: readonly string[], stdin: string): { process: Deno.ChildProcess; done: Promise<void> } {
    const process = spawnKubectl([...this.#options, ...args]);
    const words = new Response(process.stderr).text();
    // A kubectl that fails at once closes its end first: its own words say why.
    const input = ReadableStream.from([new TextEncoder().encode(stdin)]).pipeTo(process.stdin).catch(() => undefined);
    const done = async (): Promise<void> => {
      const [{ code }, said] = await Promise.all([process.status, words, input]);
      if (code !== 0) throw new KubectlError(`Cannot run kubectl ${args.slice(0, 3).join(" ")}: ${said.trim()}`);
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
