/**
 * Sends an HTTP request every few milliseconds, each on a new connection, and records the outcome.
 *
 * @module
 */

import { causeOf } from "../../ground/cause.ts";
import { epochMs, writeEvent } from "./events.ts";
import { Pace } from "./pace.ts";

export interface HttpWatchOptions {
  readonly port: number;
  readonly everyMs: number;
  /** A request without a complete answer after this time counts as lost. */
  readonly patienceMs: number;
}

/** Never ends. */
export async function watchHttp(address: string, options: HttpWatchOptions): Promise<never> {
  const pace = new Pace(options.everyMs, performance.now());
  for (;;) {
    await pace.turn();
    request(address, options);
  }
}

async function request(hostname: string, { port, patienceMs }: HttpWatchOptions): Promise<void> {
  const at = epochMs();
  try {
    const answer = await exchange(hostname, port, AbortSignal.timeout(patienceMs));
    const [, status, by] = /^HTTP\/1\.1 (\d+) .*\r\n\r\n([^\n]*)/s.exec(answer) ?? [];
    const ms = epochMs() - at;
    if (status === "200" && by !== undefined) writeEvent({ at, ms, ok: true, by });
    else writeEvent({ at, ms, ok: false, why: answer === "" ? "closed without an answer" : `status ${status}` });
  } catch (error) {
    writeEvent({ at, ms: epochMs() - at, ok: false, why: causeOf(error) });
  }
}

/** Sends a request over a new TCP connection, since `fetch` would reuse connections. */
async function exchange(hostname: string, port: number, signal: AbortSignal): Promise<string> {
  using connection = await Deno.connect({ hostname, port, signal });
  const cut = (): void => connection.close();
  signal.addEventListener("abort", cut);
  try {
    const host = hostname.includes(":") ? `[${hostname}]` : hostname;
    await connection.write(new TextEncoder().encode(`GET / HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`));
    return await readAll(connection);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", cut);
  }
}

async function readAll(connection: Deno.Conn): Promise<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(4096);
  for (let text = "";;) {
    const length = await connection.read(buffer);
    if (length === null) return text;
    text += decoder.decode(buffer.subarray(0, length), { stream: true });
  }
}
