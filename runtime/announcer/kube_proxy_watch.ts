/**
 * Asks the node's kube-proxy for its health, so that the Lease tells when the node cannot serve.
 *
 * Why: docs/adr/0022-a-node-that-cannot-serve.md
 *
 * @module
 */

import {
  type KnownProxy,
  type ProxyAnswer,
  proxyAnswer,
  proxyCheckMs,
  type ProxyHealth,
  proxyHealth,
} from "../../functions/model/announcing/status/proxy_health.ts";
import { causeOf } from "../ground/cause.ts";
import { deadline } from "../ground/deadline.ts";
import type { ListenAddress } from "../ground/http/listen.ts";
import { logger } from "../ground/log.ts";
import { pause } from "../ground/pause.ts";

const log = logger("kube-proxy");

export interface KubeProxyWatchOptions {
  /** Where kube-proxy serves its health. */
  readonly address: ListenAddress;
  readonly clock: () => number;
  /** Called when `known` has changed, so that the Lease reports it. */
  readonly onChange: () => void;
  /** The time between two checks, in ms. */
  readonly everyMs?: number;
  /** The longest wait for an answer, in ms. */
  readonly answerMs?: number;
}

const answerMs = 5_000;
/** An answer without a status line within this number of bytes counts as no answer. */
const statusLineBytes = 256;

export class KubeProxyWatch {
  readonly #options: KubeProxyWatchOptions;
  readonly #first = Promise.withResolvers<void>();
  #health: ProxyHealth;

  constructor(options: KubeProxyWatchOptions) {
    this.#options = options;
  }

  /** Undefined: kube-proxy has not been healthy since the start. */
  get known(): KnownProxy | undefined {
    return this.#health;
  }

  /** Resolves after the first check, or when `run` ends. */
  get checked(): Promise<void> {
    return this.#first.promise;
  }

  /** Asks every 10 s until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const checked = this.#check(signal).then(() => this.#first.resolve());
      await Promise.all([checked, pause(this.#options.everyMs ?? proxyCheckMs, signal)]);
    }
    this.#first.resolve();
  }

  async #check(signal: AbortSignal): Promise<void> {
    const { address, clock, onChange } = this.#options;
    using limit = deadline(this.#options.answerMs ?? answerMs, signal);
    const { answer, found } = await ask(address, limit.signal);
    if (signal.aborted) return;
    const before = this.#health;
    this.#health = proxyHealth(before, answer, clock());
    if (this.#health === undefined || this.#health.is === before?.is) return;
    if (this.#health.is === "failing") log.warn("kube-proxy of this node has failed for 30 s: {found}", { found });
    else log.info("kube-proxy of this node is healthy");
    onChange();
  }
}

interface Answered {
  readonly answer: ProxyAnswer;
  /** The answer, or why there is none. */
  readonly found: string;
}

/**
 * The question did not reach kube-proxy's port, e.g. because the node's conntrack table is full, or because this
 * process has no free file descriptor. If kube-proxy hangs, the kernel still accepts connections in its place.
 */
class Unasked extends Error {}

/**
 * Asks `/livez`, which is about kube-proxy alone, while `/healthz` also fails on a node that is to be deleted. A
 * kube-proxy before Kubernetes 1.28 has only `/healthz`, and there it is about kube-proxy alone too.
 */
async function ask(address: ListenAddress, signal: AbortSignal): Promise<Answered> {
  try {
    const status = await statusOf("/livez", address, signal);
    const last = status === 404 ? await statusOf("/healthz", address, signal) : status;
    return { answer: proxyAnswer(last), found: `it answers ${last}` };
  } catch (error) {
    const answer = error instanceof Unasked ? "unclear" : proxyAnswer(undefined);
    return { answer, found: `no answer: ${causeOf(error)}` };
  }
}

/** Not with `fetch`: that would go through a proxy of the environment, and keep the connection. */
async function statusOf(path: string, { hostname, port }: ListenAddress, signal: AbortSignal): Promise<number> {
  using connection = await Deno.connect({ hostname, port, signal }).catch((error: unknown) => {
    throw error instanceof Deno.errors.ConnectionRefused ? error : new Unasked(causeOf(error));
  });
  const cut = (): void => connection.close();
  signal.addEventListener("abort", cut);
  try {
    await connection.write(new TextEncoder().encode(`GET ${path} HTTP/1.0\r\nHost: localhost\r\n\r\n`));
    return await readStatus(connection);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", cut);
  }
}

/** @throws Error if the first bytes are no status line (RFC 9112, section 4) */
async function readStatus(connection: Deno.Conn): Promise<number> {
  const buffer = new Uint8Array(statusLineBytes);
  for (let text = "";;) {
    const length = await connection.read(buffer);
    text += new TextDecoder().decode(buffer.subarray(0, length ?? 0));
    const [, code] = /^HTTP\/1\.\d (\d{3})[ \r\n]/.exec(text) ?? [];
    if (code !== undefined) return Number(code);
    if (length === null || text.length >= statusLineBytes) {
      throw new Error(`Cannot read the status of kube-proxy: ${JSON.stringify(text.slice(0, 40))}`);
    }
  }
}
