/**
 * Checks that the host name of an API server can be resolved, before requests need new connections.
 *
 * Deno looks names up on a pool of 32 threads. If no DNS server answers, each lookup blocks a thread for 10 s or
 * longer, even if its request was aborted. The announcer waits for frames on the same threads, so with 32 lookups it
 * would stop answering. Therefore only one lookup runs while the name is doubtful.
 *
 * Why: docs/adr/0021-half-alive.md
 *
 * @module
 */

import { isIP } from "node:net";
import { causeOf } from "../../ground/cause.ts";
import type { Access } from "./access.ts";

export interface NameCheckTiming {
  /** The time after which waiting requests fail. The lookup goes on. */
  readonly patienceMs: number;
  /** The time after which a new lookup may begin, in case the server, and not the DNS, does not answer. */
  readonly attemptMs: number;
}

const usualTiming: NameCheckTiming = { patienceMs: 3_000, attemptMs: 10_000 };

export class NameCheck {
  readonly #server: URL;
  readonly #timing: NameCheckTiming;
  #isDoubtful = true;
  #attempt: Promise<void> | undefined;

  private constructor(server: URL, timing: NameCheckTiming) {
    this.#server = server;
    this.#timing = timing;
  }

  /** Returns undefined if no name is looked up here: the server has an IP address, or a proxy looks up its name. */
  static of({ server, http }: Pick<Access, "server" | "http">, timing = usualTiming): NameCheck | undefined {
    const url = new URL(server);
    const host = url.hostname.replace(/^\[|\]$/g, "");
    return isIP(host) === 0 && http.proxy === undefined ? new NameCheck(url, timing) : undefined;
  }

  /** The next request waits until the name is resolved. Call this after a failure, and when an answer is late. */
  doubt(): void {
    this.#isDoubtful = true;
  }

  /**
   * Resolves when requests may be sent. Throws if the name cannot be resolved, after `patienceMs` without a result, or
   * when the signal aborts.
   */
  async passed(signal: AbortSignal): Promise<void> {
    if (!this.#isDoubtful) return;
    signal.throwIfAborted();
    this.#attempt ??= this.#connect().finally(() => this.#attempt = undefined);
    const { promise: stopped, reject } = Promise.withResolvers<never>();
    const { patienceMs } = this.#timing;
    const late = `neither DNS nor the server has answered for ${patienceMs / 1_000} s`;
    const timer = setTimeout(() => reject(this.#failure(late)), patienceMs);
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    try {
      await Promise.race([this.#attempt, stopped]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    }
  }

  /** Only `Deno.connect` looks a name up with the permission for this name and port alone. */
  async #connect(): Promise<void> {
    const { hostname, protocol, port } = this.#server;
    const signal = AbortSignal.timeout(this.#timing.attemptMs);
    try {
      const usual = protocol === "https:" ? 443 : 80;
      (await Deno.connect({ hostname, port: Number(port || usual), signal })).close();
    } catch (error) {
      const cause = causeOf(error);
      // After any other error the name is resolved, and the next request gets the same error.
      if (signal.aborted || cause.includes("lookup address")) throw this.#failure(cause);
    }
    this.#isDoubtful = false;
  }

  #failure(cause: string): Error {
    return new Error(`${this.#server.origin} does not answer: ${cause}`);
  }
}
