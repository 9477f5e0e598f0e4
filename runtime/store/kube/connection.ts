/**
 * HTTP requests to one API server.
 *
 * @module
 */

import type { Access } from "./access.ts";

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** `/api/v1/services` */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal: AbortSignal;
}

/**
 * How long a connection is kept for which there is nothing to do: a burst of writes leaves many, each with its buffers, but an
 * announcer that renews its Lease every 10 s shall not greet the server anew each time.
 */
const idleMs = 15_000;

export class Connection implements Disposable {
  readonly #access: Access;
  readonly #client: Deno.HttpClient;
  readonly #userAgent: string;
  /** Deno ends a body with its signal only for as long as the response is in memory: each stays there with its signal. */
  readonly #responses = new WeakMap<AbortSignal, Response>();

  constructor(access: Access, options: { readonly userAgent: string }) {
    this.#access = access;
    this.#userAgent = options.userAgent;
    // HTTP/1.1: sixteen connections carry 1.3 times the PATCHes that sixteen streams of one connection do, and no watch
    // stands still because another's connection does.
    this.#client = Deno.createHttpClient({
      ...access.http,
      http1: true,
      http2: false,
      poolMaxIdlePerHost: 64,
      poolIdleTimeout: idleMs,
    });
  }

  /** The namespace that the access names. */
  get namespace(): string | undefined {
    return this.#access.namespace;
  }

  /** Throws when the server cannot be reached or the signal aborts; an answer of whatever status is returned. */
  async request(request: ApiRequest): Promise<Response> {
    const response = await this.#send(request, false);
    if (response.status !== 401) return response;
    await response.body?.cancel();
    return await this.#send(request, true);
  }

  async #send({ method, path, query, body, signal }: ApiRequest, refused: boolean): Promise<Response> {
    const authorization = await this.#access.authorization(refused);
    const search = query === undefined ? "" : `?${new URLSearchParams(query)}`;
    const response = await fetch(`${this.#access.server}${path}${search}`, {
      method,
      signal,
      client: this.#client,
      headers: {
        "accept": "application/json",
        "user-agent": this.#userAgent,
        ...(authorization === undefined ? {} : { authorization }),
        ...(body === undefined ? {} : {
          "content-type": method === "PATCH" ? "application/merge-patch+json" : "application/json",
        }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    this.#responses.set(signal, response);
    return response;
  }

  /** Closes its connections; what is under way fails. */
  [Symbol.dispose](): void {
    this.#client.close();
  }
}
