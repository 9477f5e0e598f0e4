/**
 * A proxy in front of a real API server, with faults that can be switched on.
 *
 * @module
 */

export type RelayFault =
  /** Existing connections deliver nothing more; new connections work. */
  | "freeze"
  /** All watches deliver nothing more, also new ones. */
  | "stall"
  /** Each watch delivers half of its next chunk, and then nothing more. */
  | "half"
  /** Watches deliver one byte a second. */
  | "drip"
  /** Watches deliver lines that are not JSON. */
  | "garbage";

export interface RelayOptions {
  /** The URL of the API server. */
  readonly target: string;
  readonly ca: string;
  /** The relay's certificate and key, in PEM. */
  readonly certificate: string;
  readonly key: string;
}

type Bytes = Uint8Array<ArrayBuffer>;

export class FaultyRelay implements AsyncDisposable {
  readonly #target: string;
  readonly #client: Deno.HttpClient;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #stop = new AbortController();
  /** The client ports of half-open connections. */
  readonly #frozen = new Set<number>();
  readonly #ports = new Set<number>();
  #fault: RelayFault | undefined;

  constructor({ target, ca, certificate, key }: RelayOptions) {
    this.#target = target;
    this.#client = Deno.createHttpClient({ caCerts: [ca] });
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, cert: certificate, key, onListen: () => {} },
      (request, { remoteAddr: { port } }) => this.#relay(request, port),
    );
  }

  get url(): string {
    return `https://127.0.0.1:${this.#server.addr.port}`;
  }

  set fault(fault: RelayFault | undefined) {
    this.#fault = fault;
    if (fault === "freeze") { for (const port of this.#ports) this.#frozen.add(port); }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#server.shutdown();
    this.#client.close();
  }

  async #relay(request: Request, port: number): Promise<Response> {
    this.#ports.add(port);
    if (this.#frozen.has(port)) return await this.#silence();
    const { pathname, search, searchParams } = new URL(request.url);
    const response = await fetch(`${this.#target}${pathname}${search}`, {
      method: request.method,
      headers: request.headers,
      body: request.method === "GET" ? null : await request.text(),
      client: this.#client,
      signal: this.#stop.signal,
    });
    const isWatch = searchParams.get("watch") === "1";
    const headers = { "content-type": response.headers.get("content-type") ?? "" };
    const body = isWatch ? this.#passed(response.body, port) : response.body;
    return new Response(body, { status: response.status, headers });
  }

  /** Passes a watch on to the client, with the present fault. */
  #passed(body: ReadableStream<Bytes> | null, port: number): ReadableStream<Bytes> | null {
    let isHalfOpen = false;
    const hear = async (chunk: Bytes, controller: TransformStreamDefaultController<Bytes>): Promise<void> => {
      if (isHalfOpen || this.#frozen.has(port)) return;
      switch (this.#fault) {
        case "stall":
          isHalfOpen = true;
          return;
        case "half":
          isHalfOpen = true;
          return controller.enqueue(chunk.subarray(0, chunk.length / 2));
        case "garbage":
          return controller.enqueue(new TextEncoder().encode('{"type":"ADD~~~\n'));
        case "drip":
          return await this.#drip(chunk, controller);
        default:
          return controller.enqueue(chunk);
      }
    };
    const flush = async (): Promise<void> => {
      if (isHalfOpen || this.#frozen.has(port) || this.#fault === "stall") await this.#silence();
    };
    return body?.pipeThrough(new TransformStream({ transform: hear, flush })) ?? null;
  }

  async #drip(chunk: Bytes, controller: TransformStreamDefaultController<Bytes>): Promise<void> {
    for (let at = 0; at < chunk.length; at++) {
      if (this.#fault !== "drip") return controller.enqueue(chunk.subarray(at));
      controller.enqueue(chunk.subarray(at, at + 1));
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1_000);
        this.#stop.signal.addEventListener("abort", () => {
          clearTimeout(timer);
          resolve();
        }, { once: true });
      });
      if (this.#stop.signal.aborted) return;
    }
  }

  #silence(): Promise<Response> {
    return new Promise((resolve) =>
      this.#stop.signal.addEventListener("abort", () => resolve(new Response()), { once: true })
    );
  }
}
