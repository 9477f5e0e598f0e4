/**
 * HTTP requests to one API server.
 *
 * @module
 */

import { logger } from "../../ground/log.ts";
import type { Access } from "./access.ts";
import { NameCheck } from "./name_check.ts";
import { Suspicion, type SuspicionTiming } from "./suspicion.ts";

const log = logger("store");

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** The path, e.g. `/api/v1/services`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal: AbortSignal;
}

/** All running requests were aborted, since one of them had no answer for too long. Each of them throws this error. */
export class Distrust extends Error {
  override readonly name = "Distrust";
}

/** Another watch has noticed that something holds events back. Each running watch throws this error. */
export class HeldBack extends Error {
  override readonly name = "HeldBack";
}

/** Because of held-back events, all watches end at most once in this time. */
const heldBackRestMs = 60_000;

/**
 * The time after which an idle connection is closed. It is short because a burst of writes leaves many connections with
 * their buffers. It is longer than the 10 s between two renewals of an announcer's Lease, so that a renewal needs no
 * new TLS handshake.
 */
const idleMs = 15_000;

/** If a request has no answer after this time, new requests use new connections. */
const doubtMs = 1_000;

export interface ConnectionOptions {
  readonly userAgent: string;
  /** The limits after which connections are given up. */
  readonly suspicion?: Partial<SuspicionTiming>;
}

export class Connection implements Disposable {
  readonly #access: Access;
  readonly #userAgent: string;
  readonly #doubt: Suspicion;
  readonly #distrust: Suspicion;
  #watches = new AbortController();
  #heldBackAt = -Infinity;
  readonly #name: NameCheck | undefined;
  readonly #closing = new AbortController();
  #client: Deno.HttpClient;
  /** Aborts all requests when the connections are given up. */
  #trust = new AbortController();
  /**
   * Deno aborts a body by its signal only while the response object is in memory, so each response is stored with its
   * signal.
   */
  readonly #responses = new WeakMap<AbortSignal, readonly [Response, AbortSignal]>();

  constructor(access: Access, { userAgent, suspicion }: ConnectionOptions) {
    this.#access = access;
    this.#userAgent = userAgent;
    this.#doubt = new Suspicion(() => this.#ifNamed(() => this.#renew()), { ...suspicion, answerMs: doubtMs });
    this.#distrust = new Suspicion((silentMs) => this.#ifNamed(() => this.#giveUp(silentMs)), suspicion);
    this.#name = NameCheck.of(access);
    this.#client = this.#newClient();
  }

  /** The namespace in the kubeconfig or Pod. */
  get namespace(): string | undefined {
    return this.#access.namespace;
  }

  /**
   * Returns answers of every status. Throws if the server's name cannot be resolved, if the server cannot be reached,
   * or if the signal aborts. Throws `Distrust` if all connections were given up: the server may have carried out this
   * request.
   */
  async request(request: ApiRequest): Promise<Response> {
    const response = await this.#send(request, false);
    if (response.status !== 401) return response;
    await response.body?.cancel();
    return await this.#send(request, true);
  }

  async #send({ method, path, query, body, signal }: ApiRequest, refused: boolean): Promise<Response> {
    const authorization = await this.#access.authorization(refused);
    const search = query === undefined ? "" : `?${new URLSearchParams(query)}`;
    if (this.#name !== undefined) await this.#name.passed(signal);
    const either = AbortSignal.any([signal, this.#trust.signal]);
    using _answer = this.answering();
    const response = await fetch(`${this.#access.server}${path}${search}`, {
      method,
      signal: either,
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
    }).catch((error: unknown) => {
      if (!either.aborted) this.broke();
      throw error;
    });
    this.#responses.set(signal, [response, either]);
    return response;
  }

  /**
   * Call it when the wait for a short answer begins, and dispose of the result when the answer is there. If that takes
   * too long, all connections are suspected. The bodies of lists and watches have limits of their own.
   */
  answering(): Disposable {
    const both = new DisposableStack();
    both.use(this.#doubt.waiting());
    both.use(this.#distrust.waiting());
    return both;
  }

  /** The signal for watches. It aborts with `HeldBack`. */
  get watches(): AbortSignal {
    return this.#watches.signal;
  }

  /** Ends all running watches, since a watch has noticed that something holds events back. */
  heldBack(): void {
    const now = performance.now();
    if (now - this.#heldBackAt < heldBackRestMs) return;
    this.#heldBackAt = now;
    const watches = this.#watches;
    this.#watches = new AbortController();
    watches.abort(new HeldBack("events of another watch were held back"));
  }

  /** Call this when an answer has broken off: the next requests need new connections. */
  broke(): void {
    this.#name?.doubt();
  }

  /** Connections are kept while the server's name cannot be resolved, since there would be no new ones. */
  #ifNamed(action: () => void): void {
    if (this.#name === undefined) return action();
    this.#name.doubt();
    this.#name.passed(this.#closing.signal).then(action, () => {});
  }

  /** New requests get new connections; running requests continue. */
  #renew(): void {
    this.#client.close();
    this.#client = this.#newClient();
  }

  #giveUp(silentMs: number): void {
    const message = `a request had no answer for ${silentMs / 1000} s`;
    log.warn("All connections to the API server are opened again: {message}", { message });
    this.#renew();
    const trust = this.#trust;
    this.#trust = new AbortController();
    trust.abort(new Distrust(message));
  }

  /**
   * HTTP/1.1 is used because 16 connections carry 1.3 times as many PATCHes as 16 streams of one HTTP/2 connection, and
   * because a broken connection then stops only one watch.
   */
  #newClient(): Deno.HttpClient {
    return Deno.createHttpClient({
      ...this.#access.http,
      http1: true,
      http2: false,
      poolMaxIdlePerHost: 64,
      poolIdleTimeout: idleMs,
    });
  }

  /** Closes the connections; running requests fail. */
  [Symbol.dispose](): void {
    this.#closing.abort();
    this.#doubt[Symbol.dispose]();
    this.#distrust[Symbol.dispose]();
    this.#client.close();
  }
}
