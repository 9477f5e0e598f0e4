/**
 * Serves one HTTP/1.1 connection until its end. Each wait for the client has a time limit, so that a slow or malicious
 * client cannot keep the connection open.
 *
 * @module
 */

import { causeOf } from "../cause.ts";
import { logger } from "../log.ts";
import { type Asked, readRequestHead, type Refused, type RequestHead } from "./request_head.ts";

export type Handler = (asked: Asked) => Response | Promise<Response>;

export interface ConnectionTimes {
  /** The longest time for the head of a request. */
  readonly headMs: number;
  /** The longest wait for the next request. */
  readonly idleMs: number;
  /** A client must read each piece of an answer within this time. */
  readonly pieceMs: number;
}

export const usualTimes: ConnectionTimes = { headMs: 10_000, idleMs: 120_000, pieceMs: 30_000 };

const log = logger("http");

const longestHead = 16_384;
const encoder = new TextEncoder();

/**
 * Serves requests until one is refused or asks to close the connection, or until the client closes it or is too slow.
 * Then closes the connection. Never rejects.
 *
 * @param waiting contains the connection while it waits for a request
 */
export async function serveConnection(
  conn: Deno.Conn,
  handler: Handler,
  times: ConnectionTimes,
  waiting: Set<Deno.Conn> = new Set(),
): Promise<void> {
  const heads = new Heads(conn, times);
  try {
    while (true) {
      waiting.add(conn);
      const text = await heads.next();
      waiting.delete(conn);
      if (text === undefined) return;
      const head = readRequestHead(text);
      if ("status" in head) return await writeAnswer(refusal(head), conn, times, { method: "GET" });
      const { asked: { method }, takesGzip, isKept } = head;
      await writeAnswer(await answered(handler, head.asked), conn, times, { method, takesGzip, isKept });
      if (!head.isKept) return;
    }
  } catch {
    // The client has closed the connection, or is too slow.
  } finally {
    waiting.delete(conn);
    close(conn);
  }
}

/** The heads of the requests, in order. */
class Heads {
  readonly #conn: Deno.Conn;
  readonly #times: ConnectionTimes;
  readonly #decoder = new TextDecoder();
  #text = "";
  #isFirst = true;

  constructor(conn: Deno.Conn, times: ConnectionTimes) {
    this.#conn = conn;
    this.#times = times;
  }

  /** The next head; empty if it is too long; undefined if the client closes the connection. */
  async next(): Promise<string | undefined> {
    const { headMs, idleMs } = this.#times;
    const buffer = new Uint8Array(4096);
    let closing = new Closing(this.#conn, this.#isFirst || this.#text !== "" ? headMs : idleMs);
    let waits = !this.#isFirst && this.#text === "";
    this.#isFirst = false;
    try {
      while (true) {
        const end = this.#text.indexOf("\r\n\r\n");
        if (end >= 0) {
          const head = this.#text.slice(0, end);
          this.#text = this.#text.slice(end + 4);
          return head;
        }
        if (this.#text.length > longestHead) return "";
        const length = await this.#conn.read(buffer);
        if (length === null) return undefined;
        if (waits) {
          waits = false;
          closing[Symbol.dispose]();
          closing = new Closing(this.#conn, headMs);
        }
        this.#text += this.#decoder.decode(buffer.subarray(0, length), { stream: true });
      }
    } finally {
      closing[Symbol.dispose]();
    }
  }
}

interface Manner extends Partial<Pick<RequestHead, "isKept" | "takesGzip">> {
  readonly method: string;
}

async function writeAnswer(
  response: Response,
  conn: Deno.Conn,
  { pieceMs }: ConnectionTimes,
  { method, isKept = false, takesGzip = false }: Manner,
): Promise<void> {
  const write = (bytes: Uint8Array): Promise<void> => writeAll(conn, bytes, pieceMs);
  const headers = new Headers(response.headers);
  const isStream = headers.get("content-type") === "text/event-stream";
  let body: ReadableStream<Uint8Array<ArrayBuffer>> | null = response.body;
  if (takesGzip && !isStream && body !== null && method !== "HEAD") {
    headers.set("content-encoding", "gzip");
    headers.append("vary", "accept-encoding");
    body = body.pipeThrough(new CompressionStream("gzip"));
  }
  const whole = isStream ? undefined : new Uint8Array(await new Response(body).arrayBuffer());
  if (whole === undefined) headers.set("transfer-encoding", "chunked");
  else headers.set("content-length", String(whole.length));
  headers.set("connection", isKept ? "keep-alive" : "close");
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  await write(encoder.encode(`HTTP/1.1 ${response.status} ${response.statusText || "-"}\r\n${lines}\r\n`));
  if (method === "HEAD") return await body?.cancel();
  if (whole !== undefined) return await write(whole);
  for await (const piece of body ?? []) {
    await write(encoder.encode(`${piece.length.toString(16)}\r\n`));
    await write(piece);
    await write(encoder.encode("\r\n"));
  }
  await write(encoder.encode("0\r\n\r\n"));
}

function refusal({ status, reason }: Refused): Response {
  return new Response(`${reason}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8" } });
}

async function writeAll(conn: Deno.Conn, bytes: Uint8Array, pieceMs: number): Promise<void> {
  using _ = new Closing(conn, pieceMs);
  for (let from = 0; from < bytes.length;) from += await conn.write(bytes.subarray(from));
}

/** The answer of the handler. If the handler fails, logs the error and answers with status 500. */
async function answered(handler: Handler, asked: Asked): Promise<Response> {
  try {
    return await handler(asked);
  } catch (error) {
    log.error("Cannot answer {pathname}: {message}", { pathname: asked.pathname, message: causeOf(error) });
    return new Response("An error of this program: see its log\n", { status: 500 });
  }
}

/** Closes a connection after a time. */
class Closing implements Disposable {
  readonly #timer: ReturnType<typeof setTimeout>;

  constructor(conn: Deno.Conn, milliseconds: number) {
    this.#timer = setTimeout(() => close(conn), milliseconds);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}

/** Closes the connection, if it is still open. */
export function close(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // It is already closed.
  }
}
