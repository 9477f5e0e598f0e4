/**
 * The DNS of a lab: a server on one of its hosts. A test chooses the answers.
 *
 * @module
 */

import type { Host } from "../../../runtime/lab/stage/host.ts";
import type { World } from "../../../runtime/lab/stage/world.ts";

/** The answer to each question: the address, nothing at all, or NXDOMAIN. */
export type DnsAnswer = "address" | "nothing" | "no such name";

const program = new URL("dns_server.ts", import.meta.url).pathname;

export class Dns implements AsyncDisposable {
  readonly #process: ReturnType<Host["spawn"]>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #reader: ReadableStreamDefaultReader<string>;

  private constructor(process: ReturnType<Host["spawn"]>) {
    this.#process = process;
    this.#writer = process.stdin.getWriter();
    this.#reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Starts a server for all names on a host. From then on, programs that start in this world ask it. */
  static async start(world: World, host: Host, address: string): Promise<Dns> {
    const settings = "/run/resolv.conf";
    await world.run("sh", ["-c", `cat > ${settings}; mount --bind ${settings} /etc/resolv.conf`], {
      input: `nameserver ${host.address}\n`,
    });
    const args = ["run", "--allow-net", "--no-check", "--cached-only", "--quiet", program, host.address, address];
    const dns = new Dns(host.spawn(Deno.execPath(), args, { stdin: "piped", stdout: "piped" }));
    await dns.#reader.read();
    return dns;
  }

  /** Resolves when the server gives this answer. */
  async answer(answer: DnsAnswer): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(`${answer}\n`));
    await this.#reader.read();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.close().catch(() => undefined);
    await this.#reader.cancel();
    await this.#process.status;
  }
}
