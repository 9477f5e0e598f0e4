import type { Access } from "../../../../runtime/store/kube/access.ts";

/** What a scripted API server does with a request. */
export type Answer = (request: Request) => Response | Promise<Response>;

/** An HTTP server that answers one request after the other as it was told, and remembers what was asked. */
export class ScriptedServer implements AsyncDisposable {
  /** Paths with queries, e.g. `/api/v1/nodes?limit=100`. */
  readonly asked: URL[] = [];
  readonly #answers: Answer[];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #end = new AbortController();

  /** The last answer is given for ever. */
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

  /** Says something line by line, and then nothing more, but does not end. */
  hanging(...lines: readonly object[]): Answer {
    return () => {
      const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
        start: (controller) => {
          for (const line of lines) controller.enqueue(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
          this.#end.signal.addEventListener("abort", () => {
            try {
              controller.close();
            } catch {
              // The client has gone before.
            }
          });
        },
      });
      return new Response(body);
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#server.shutdown();
  }
}

/** A watch that ends in order after these events. */
export function events(...lines: readonly object[]): Answer {
  return () => new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

/** A list, or a page of one. */
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
