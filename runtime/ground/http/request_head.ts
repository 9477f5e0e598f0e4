/**
 * Reads the head of an HTTP/1.1 request (RFC 9112). Every text yields a request or a refusal. Pure.
 *
 * @module
 */

/** A request. Bodies are not supported, since this program only serves reads. */
export interface Asked {
  readonly method: string;
  /** The path without the query, e.g. `/api/v1/state`. */
  readonly pathname: string;
  /** The host in the `Host` header, e.g. `localhost`, `127.0.0.1`, `[::1]`. */
  readonly hostname: string;
}

export interface RequestHead {
  readonly asked: Asked;
  /** True if another request may follow on the same connection. */
  readonly isKept: boolean;
  readonly takesGzip: boolean;
}

export interface Refused {
  readonly status: 400 | 505;
  readonly reason: string;
}

/**
 * @param text the request before its first empty line
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { readRequestHead } from "./request_head.ts";
 *
 * const head = readRequestHead("GET /metrics?x=1 HTTP/1.1\r\nHost: localhost:9120");
 * assert.ok("asked" in head);
 * assert.deepEqual(head.asked, { method: "GET", pathname: "/metrics", hostname: "localhost" });
 * assert.deepEqual(readRequestHead("GET / HTTP/1.1\r\nHost: [::1].evil"), { status: 400, reason: "Cannot read Host: [::1].evil" });
 * ```
 */
export function readRequestHead(text: string): RequestHead | Refused {
  const [first = "", ...lines] = text.split("\r\n");
  const [, method, target, minor] = /^([A-Z]{1,20}) (\S+) HTTP\/1\.([01])$/.exec(first) ?? [];
  if (method === undefined || target === undefined) {
    return / HTTP\/[02-9]/.test(first)
      ? refused(505, "Only HTTP/1.1 is supported")
      : refused(400, "This is no request");
  }
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return refused(400, "Cannot read a header");
    const lower = name.toLowerCase();
    if (lower === "host" && headers.has(lower)) return refused(400, "There are two Hosts");
    headers.set(lower, value);
  }
  const host = headers.get("host") ?? "";
  const hostname = hostnameOf(host);
  const pathname = pathnameOf(target);
  if (hostname === undefined) return refused(400, `Cannot read Host: ${host.slice(0, 100)}`);
  if (pathname === undefined) return refused(400, "Cannot read the path");
  const hasBody = headers.has("transfer-encoding") || (headers.get("content-length") ?? "0") !== "0";
  const isClosed = /\bclose\b/i.test(headers.get("connection") ?? "");
  return {
    asked: { method, pathname, hostname },
    isKept: minor === "1" && !isClosed && !hasBody,
    takesGzip: /\bgzip\b/.test(headers.get("accept-encoding") ?? ""),
  };
}

function refused(status: Refused["status"], reason: string): Refused {
  return { status, reason };
}

function hostnameOf(host: string): string | undefined {
  if (!/^[^\s/?#@\\]+$/.test(host)) return undefined;
  return URL.parse(`http://${host}/`)?.hostname;
}

/** The path of a request's target, which a proxy may send as a whole URL (RFC 9112, section 3.2.2). */
function pathnameOf(target: string): string | undefined {
  return URL.parse(target.startsWith("/") ? `http://host${target}` : target)?.pathname;
}
