/**
 * A `fetch` from programs to a virtual API server, over keep-alive connections, with faults.
 *
 * @module
 */

import { concerns, type Direction, type Fault, type FaultType, type Transfer } from "./fault.ts";
import { kindAt } from "./kind_names.ts";
import { refusal, type VirtualAnswer, VirtualApiServer, type VirtualRequest } from "./virtual_api_server.ts";

/** The delay in each direction. */
const latencyMs = 2;
const idleMs = 15_000;

const retryAfterSeconds = 5;

/** What a proxy holds back: see the fault `hold`. */
const heldBytes = 64 * 1024;
const heldMs = 30_000;

/** A keep-alive connection. */
interface Line {
  readonly agent: string;
  /** The idle connections of the same client. */
  readonly pool: Line[];
  /** True: all data on this connection is lost. */
  isHalfOpen: boolean;
  isIdleSince: number;
  /** Breaks the present request with an error. */
  break?: (error: Error) => void;
}

interface Sending extends Transfer {
  readonly line: Line;
}

export class VirtualNetwork implements Disposable {
  readonly server = new VirtualApiServer();
  readonly #now: () => number;
  readonly #faults: Fault[] = [];
  readonly #pools = new WeakMap<object, Line[]>();
  readonly #lines = new Set<Line>();
  readonly #realFetch = globalThis.fetch;
  /** The number of sent requests, by program, direction and kind, such as `node-1 write Lease`. */
  readonly requests = new Map<string, number>();
  readonly #down = new Set<string>();
  /** The bodies of answers and watches that are not over. */
  readonly #bodies = new Set<ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>>();

  constructor(now: () => number) {
    this.#now = now;
    globalThis.fetch = (input, init) => this.#fetch(new URL(String(input)), init ?? {});
  }

  [Symbol.dispose](): void {
    globalThis.fetch = this.#realFetch;
  }

  /** Breaks all connections that have a request, as a restart of the server does. */
  breakAll(): void {
    for (const line of [...this.#lines]) line.break?.(new TypeError("connection reset by peer"));
  }

  /** The number of connections. */
  get connections(): number {
    return this.#lines.size;
  }

  /** The number of bytes that have arrived at programs, and that no program has read. */
  get unreadBytes(): number {
    return this.#bodies.values().reduce((sum, { desiredSize }) => sum - (desiredSize ?? 0), 0);
  }

  /** Adds a fault, which must not have begun yet. */
  add(fault: Fault): void {
    this.#faults.push(fault);
    setTimeout(() => {
      if (fault.type === "freeze") this.#each(fault, (line) => line.isHalfOpen = true);
      if (fault.type === "reset") this.#each(fault, (line) => line.break?.(new TypeError("connection reset")));
    }, fault.begins - this.#now());
  }

  /** Makes the connections of a dead process half-open. */
  cut(agent: string): void {
    this.#down.add(agent);
    for (const line of this.#lines) if (line.agent === agent) line.isHalfOpen = true;
  }

  #each({ agent }: Fault, action: (line: Line) => void): void {
    for (const line of [...this.#lines]) if ((agent ?? line.agent) === line.agent) action(line);
  }

  #fault(transfer: Transfer, ...types: readonly FaultType[]): FaultType | undefined {
    const now = this.#now();
    return this.#faults.find((fault) =>
      types.includes(fault.type) && fault.begins <= now && now < fault.ends && concerns(fault, transfer)
    )?.type;
  }

  async #fetch(url: URL, init: RequestInit & { readonly client?: object }): Promise<Response> {
    const { signal } = init;
    signal?.throwIfAborted();
    const request = requestOf(url, init);
    const direction: Direction = request.method !== "GET"
      ? "write"
      : request.query.get("watch") === "1"
      ? "watch"
      : "list";
    const agent = url.username;
    const sent = `${agent} ${direction} ${request.kind}`;
    this.requests.set(sent, (this.requests.get(sent) ?? 0) + 1);
    const line = this.#take(agent, init.client ?? this);
    const sending: Sending = { agent, kind: request.kind, direction, line };
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    line.break = (error) => {
      this.#lines.delete(line);
      reject(error);
    };
    signal?.addEventListener("abort", () => line.break?.(signal.reason), { once: true });
    setTimeout(() => this.#arrive(request, sending, resolve), latencyMs);
    return await promise;
  }

  #take(agent: string, client: object): Line {
    const pool = this.#pools.get(client) ?? [];
    this.#pools.set(client, pool);
    while (pool.length > 0) {
      const line = pool.pop();
      if (line === undefined) break;
      if (this.#now() - line.isIdleSince < idleMs && this.#lines.has(line)) return line;
      this.#lines.delete(line);
    }
    const line: Line = { agent, pool, isHalfOpen: this.#down.has(agent), isIdleSince: 0 };
    this.#lines.add(line);
    return line;
  }

  #done(line: Line): void {
    line.isIdleSince = this.#now();
    delete line.break;
    if (this.#lines.has(line)) line.pool.push(line);
  }

  #arrive(request: VirtualRequest, sending: Sending, resolve: (response: Response) => void): void {
    const { line } = sending;
    const fault = this.#fault(sending, "stall", "reset", "gone", "busy", "down");
    if (fault === "reset") return line.break?.(new TypeError("connection reset by peer"));
    if (fault === "stall") line.isHalfOpen = true;
    if (line.isHalfOpen) return;
    if (sending.direction === "watch" && fault === undefined) return this.#watch(request, sending, resolve);
    const answer = refused(fault, sending.direction) ?? this.server.answer(request);
    setTimeout(() => this.#answer(answer, sending, resolve), latencyMs);
  }

  #answer({ status, body }: VirtualAnswer, sending: Sending, resolve: (response: Response) => void): void {
    const text = JSON.stringify(body);
    const out = this.#stream(sending);
    if (sending.line.isHalfOpen) return;
    resolve(
      new Response(out.stream, { status, headers: status === 429 ? { "retry-after": String(retryAfterSeconds) } : {} }),
    );
    out.send(text);
    out.end();
  }

  #watch(request: VirtualRequest, sending: Sending, resolve: (response: Response) => void): void {
    const out = this.#stream(sending);
    const stop = this.server.watch(request, (event) => out.send(`${JSON.stringify(event)}\n`));
    if (stop === undefined) return this.#answer(refusal(410, "Expired", "too old"), sending, resolve);
    const endMs = Number(request.query.get("timeoutSeconds")) * 1000;
    const bookmark = (): void => out.send(`${JSON.stringify(this.server.bookmark(request.kind))}\n`);
    const timers = [
      setTimeout(bookmark, Math.max(0, endMs - 2_000)),
      setTimeout(() => {
        stop();
        out.end();
      }, endMs),
    ];
    const every = setInterval(bookmark, 60_000);
    out.onEnd(() => {
      stop();
      timers.forEach((timer) => clearTimeout(timer));
      clearInterval(every);
    });
    setTimeout(() => {
      if (!sending.line.isHalfOpen) resolve(new Response(out.stream));
    }, latencyMs);
  }

  /** The body of an answer, with the faults of the network. */
  #stream(sending: Sending): {
    readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
    readonly send: (text: string) => void;
    readonly end: () => void;
    readonly onEnd: (action: () => void) => void;
  } {
    const { line } = sending;
    let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
    let onEnd = (): void => {};
    let isOver = false;
    let kept = "";
    let held = "";
    let holding: ReturnType<typeof setTimeout> | undefined;
    let dripping: Promise<void> | undefined;
    const over = (): void => {
      if (isOver) return;
      isOver = true;
      if (controller !== undefined) this.#bodies.delete(controller);
      clearTimeout(holding);
      onEnd();
    };
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (each) => {
        controller = each;
        this.#bodies.add(each);
      },
      cancel: () => {
        this.#lines.delete(line);
        over();
      },
    }, new ByteLengthQueuingStrategy({ highWaterMark: 0 }));
    const earlier = line.break;
    line.break = (error) => {
      earlier?.(error);
      if (!isOver) controller?.error(error);
      over();
    };
    const push = (text: string): void => {
      if (!isOver && text !== "") controller?.enqueue(new TextEncoder().encode(text));
    };
    const drip = async (text: string): Promise<void> => {
      for (let at = 0; at < text.length; at++) {
        if (this.#fault(sending, "drip") === undefined) return push(text.slice(at));
        push(text.charAt(at));
        await new Promise<void>((resolve) => setTimeout(resolve, 1_000));
        if (isOver) return;
      }
    };
    const release = (): void => {
      clearTimeout(holding);
      push(held);
      held = "";
    };
    const hold = (text: string): void => {
      if (held === "") holding = setTimeout(release, heldMs);
      held += text;
      if (held.length >= heldBytes) release();
    };
    const send = (text: string): void => {
      if (isOver || line.isHalfOpen) return;
      const fault = this.#fault(sending, "stall", "half", "garbage", "reorder", "drip", "hold", "swallow");
      if (fault !== "hold" && held !== "") release();
      if (fault === "swallow" && !text.startsWith('{"type":"BOOKMARK"')) return;
      if (dripping !== undefined || fault === "drip") {
        dripping = (dripping ?? Promise.resolve()).then(() => drip(text));
        return;
      }
      if (fault === "stall") line.isHalfOpen = true;
      else if (fault === "hold") hold(text);
      else if (fault === "half") {
        push(text.slice(0, text.length / 2));
        line.isHalfOpen = true;
      } else if (fault === "garbage") push(`${text.slice(0, 20)}~~~\n`);
      else if (fault === "reorder" && kept === "") kept = text;
      else {
        push(text);
        push(kept);
        kept = "";
      }
    };
    return {
      stream,
      send,
      onEnd: (action) => void (onEnd = action),
      end: () => {
        if (isOver || line.isHalfOpen || this.#fault(sending, "stall") !== undefined) return;
        const close = (): void => {
          if (isOver) return;
          push(held + kept);
          controller?.close();
          over();
          this.#done(line);
        };
        if (dripping === undefined) close();
        else void dripping.then(close);
      },
    };
  }
}

function refused(fault: FaultType | undefined, direction: Direction): VirtualAnswer | undefined {
  switch (fault) {
    case "busy":
      return refusal(429, "TooManyRequests", "too many requests", { retryAfterSeconds });
    case "down":
      return refusal(503, "ServiceUnavailable", "unavailable");
    case "gone":
      return direction === "write" ? undefined : refusal(410, "Expired", "too old");
    default:
      return undefined;
  }
}

function requestOf(url: URL, { method = "GET", body }: RequestInit): VirtualRequest {
  const parts =
    /^\/(?:api|apis)\/((?:[^/]+\.[^/]+\/)?v[^/]+)(?:\/namespaces\/([^/]+)(?=\/))?\/([^/]+)(?:\/([^/]+))?(\/status)?$/
      .exec(url.pathname);
  const [, version = "", namespace, plural = "", name, status] = parts ?? [];
  const kind = kindAt(version, plural);
  if (kind === undefined) throw new Error(`Cannot serve ${url.pathname}: no kind is there`);
  return {
    method,
    kind,
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name: decodeURIComponent(name) }),
    isStatus: status !== undefined,
    query: url.searchParams,
    body: typeof body === "string" ? JSON.parse(body) : undefined,
  };
}
