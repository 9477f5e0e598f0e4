import type { Access } from "../../../../runtime/store/kube/access.ts";

/** The answer of a scripted API server to a request. */
export type Answer = (request: Request) => Response | Promise<Response>;

/** An HTTP server with scripted answers, one for each request. It records the requests. */
export class ScriptedServer implements AsyncDisposable {
  /** The URLs of the requests, in order. */
  readonly asked: URL[] = [];
  readonly #answers: Answer[];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #end = new AbortController();

  /** After all other answers, the server repeats the last one for every request. */
  constructor(...answers: readonly [Answer, ...Answer[]]) {
    this.#answers = [...answers];
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => undefined }, (request) => {
      this.asked.push(new URL(request.url));
      const [answer] = this.#answers.length > 1 ? this.#answers.splice(0, 1) : this.#answers;
      return answer?.(request) ?? new Response(null, { status: 500 });
    });
  }

  get access(): Access {
    return {
      server: `http://127.0.0.1:${this.#server.addr.port}`,
      http: {},
      authorization: () => Promise.resolve("Bearer none"),
    };
  }

  /** Sends the lines and keeps the answer open. */
  hanging(...lines: readonly object[]): Answer {
    return () => this.saying(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }

  /** Sends the text and keeps the answer open. */
  saying(text: string): Response {
    return this.#response((controller) => controller.enqueue(new TextEncoder().encode(text)));
  }

  /** A watch without an event that ends normally after this time. */
  endingAfter(ms: number): Response {
    return this.#response((controller) => {
      setTimeout(() => {
        try {
          controller.close();
        } catch {
          // The client has already closed the connection.
        }
      }, ms);
    });
  }

  /** Sends one byte every `everyMs`. */
  trickling(text: string, everyMs: number): Response {
    return this.#sending(text, { first: 1, size: 1, everyMs });
  }

  /** Sends half a piece, and then one piece every `everyMs`. */
  inPieces(text: string, size: number, everyMs: number): Response {
    return this.#sending(text, { first: Math.floor(size / 2), size, everyMs });
  }

  #sending(
    text: string,
    { first, size, everyMs }: { readonly first: number; readonly size: number; readonly everyMs: number },
  ): Response {
    const bytes = new TextEncoder().encode(text);
    return this.#response((controller) => {
      let at = 0;
      const timer = setInterval(() => {
        try {
          const end = at === 0 ? first : at + size;
          controller.enqueue(bytes.slice(at, end));
          at = end;
        } catch {
          clearInterval(timer);
        }
        if (at >= bytes.length) clearInterval(timer);
      }, everyMs);
      this.#end.signal.addEventListener("abort", () => clearInterval(timer));
    });
  }

  #response(begin: (controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>) => void): Response {
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        begin(controller);
        this.#end.signal.addEventListener("abort", () => {
          try {
            controller.close();
          } catch {
            // The client has already closed the connection.
          }
        });
      },
    });
    return new Response(body);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#server.shutdown();
  }
}

/** A watch that ends normally after these events. */
export function events(...lines: readonly object[]): Answer {
  return () => new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

/** A list, or with `next` a page of a list. */
export function list(resourceVersion: string, names: readonly string[], next?: string): Answer {
  const items = names.map((name) => node(name, resourceVersion));
  return () => Response.json({ metadata: { resourceVersion, ...(next !== undefined && { continue: next }) }, items });
}

export function refusal(code: number, reason: string, message: string): Answer {
  return () => Response.json({ kind: "Status", code, reason, message }, { status: code });
}

export function node(name: string, resourceVersion: string): object {
  return { apiVersion: "v1", kind: "Node", metadata: { name, resourceVersion } };
}
