/**
 * The HTTP server of this program, at an address that the user chose. `Deno.serve` is not used, since it ends the
 * process when no file descriptor is free, and waits forever for the rest of a request. Node's server is not used,
 * since it costs 12 MB.
 *
 * @module
 */

import { causeOf } from "../cause.ts";
import { logger, warnRarely } from "../log.ts";
import { close, type ConnectionTimes, type Handler, serveConnection, usualTimes } from "./connection.ts";

const log = logger("http");

export interface ListenAddress {
  readonly hostname: string;
  /** The port; 0 for any free port. */
  readonly port: number;
}

/** The program cannot listen at the address; the message is for the user. */
export class ListenError extends Error {
  override readonly name = "ListenError";
}

/**
 * The most open connections. When one more arrives, the server closes the connection that has waited longest for a
 * request: otherwise idle clients would keep the kubelet from asking for the health. If no connection waits, the server
 * closes the new one.
 */
const mostConnections = 64;

/** The pause after the system could not accept a connection. */
const retryMs = 500;

/** When the server ends: the longest wait for answers that are being sent. */
const graceMs = 1_000;

export interface Listener extends AsyncDisposable {
  readonly port: number;
}

/**
 * Serves until it is disposed of. Throws `ListenError` if it cannot listen there, e.g. because another program does.
 */
export function listen(
  { hostname, port }: ListenAddress,
  handler: Handler,
  times: Partial<ConnectionTimes> = {},
): Listener {
  try {
    return new Server(Deno.listen({ hostname, port }), handler, { ...usualTimes, ...times });
  } catch (error) {
    throw new ListenError(`Cannot listen on ${textOf({ hostname, port })}: ${reasonOf(error)}`);
  }
}

/** The address as in a URL: `127.0.0.1:9120`, `[::1]:9120`. */
export function textOf({ hostname, port }: ListenAddress): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}

function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.AddrInUse) return "another program listens there";
  return causeOf(error);
}

class Server implements Listener {
  readonly #listener: Deno.TcpListener;
  readonly #handler: Handler;
  readonly #times: ConnectionTimes;
  readonly #open = new Map<Deno.Conn, Promise<void>>();
  /** The connections that wait for a request, the longest waiting first. */
  readonly #waiting = new Set<Deno.Conn>();
  readonly #ended: Promise<void>;
  #isClosed = false;

  constructor(listener: Deno.TcpListener, handler: Handler, times: ConnectionTimes) {
    this.#listener = listener;
    this.#handler = handler;
    this.#times = times;
    this.#ended = this.#accept();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#listener.close();
    const timer = setTimeout(() => this.#closeAll(), this.#open.size === 0 ? 0 : graceMs);
    await Promise.all([this.#ended, ...this.#open.values()]);
    clearTimeout(timer);
  }

  async #accept(): Promise<void> {
    for (let failures = 0; !this.#isClosed;) {
      const conn = await this.#listener.accept().catch((error: unknown) => causeOf(error));
      if (this.#isClosed) return typeof conn === "string" ? undefined : close(conn);
      if (typeof conn === "string") {
        warnRarely(log, "Cannot accept a connection: {message}", { message: conn, failures: ++failures });
        await new Promise((resolve) => setTimeout(resolve, retryMs));
        continue;
      }
      failures = 0;
      if (this.#open.size < mostConnections || this.#makeRoom()) this.#serve(conn);
      else close(conn);
    }
  }

  #serve(conn: Deno.Conn): void {
    const served = serveConnection(conn, this.#handler, this.#times, this.#waiting);
    this.#open.set(conn, served.finally(() => this.#open.delete(conn)));
  }

  /** Closes the connection that has waited longest for a request; false if none waits. */
  #makeRoom(): boolean {
    const [longest] = this.#waiting;
    if (longest === undefined) return false;
    this.#waiting.delete(longest);
    close(longest);
    return true;
  }

  #closeAll(): void {
    for (const conn of this.#open.keys()) close(conn);
  }
}
