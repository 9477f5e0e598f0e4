/**
 * Starts the process that imitates nodes on a host of a stage, and sends it requests.
 *
 * @module
 */

import type { Stage } from "../../cluster/machine/stage.ts";
import { textLines } from "../../cluster/machine/text_lines.ts";
import type { Counts, Request } from "./imitation.ts";

const program = new URL("./imitate_nodes.ts", import.meta.url).pathname;

export class ImitatedNodes implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #requests: WritableStreamDefaultWriter<Uint8Array>;
  readonly #answers: AsyncGenerator<string>;

  private constructor(process: Deno.ChildProcess) {
    this.#process = process;
    this.#requests = process.stdin.getWriter();
    this.#answers = textLines(process.stdout);
  }

  /** Starts the process on the client's host. When this resolves, the nodes have their Leases. */
  static async join({ client, cluster }: Stage, nodes: readonly string[]): Promise<ImitatedNodes> {
    const args = ["run", "--allow-all", "--cached-only", "--quiet", program];
    const imitated = new ImitatedNodes(
      client.spawn(Deno.execPath(), args, { stdin: "piped", stdout: "piped", stderr: "inherit" }),
    );
    const { placeUrl: url, ca, token } = cluster;
    await imitated.ask({ do: "join", url, ca, token, nodes });
    return imitated;
  }

  /** Sends a request, and waits until it is carried out. */
  async ask(request: Request): Promise<Counts> {
    await this.#requests.write(new TextEncoder().encode(`${JSON.stringify(request)}\n`));
    const { value } = await this.#answers.next();
    if (value === undefined) throw new Error(`Cannot imitate nodes: the process ended at the request ${request.do}`);
    return JSON.parse(value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#requests.close().catch(() => undefined);
    await this.#answers.return(undefined);
    await this.#process.status;
  }
}
