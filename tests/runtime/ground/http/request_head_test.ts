import assert from "node:assert/strict";
import fc from "fast-check";
import { readRequestHead } from "../../../../runtime/ground/http/request_head.ts";

Deno.test.each<{ name: string; text: string; want: object }>([
  {
    name: "a request of a browser",
    text: "GET /?x HTTP/1.1\r\nHost: [::1]:7475\r\nAccept-Encoding: gzip, br\r\nConnection: keep-alive",
    want: { asked: { method: "GET", pathname: "/", hostname: "[::1]" }, isKept: true, takesGzip: true },
  },
  {
    name: "a request with a body, which the server does not read, so the connection ends",
    text: "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5",
    want: { asked: { method: "POST", pathname: "/", hostname: "localhost" }, isKept: false, takesGzip: false },
  },
  {
    name: "a full URL, as a proxy receives it",
    text: "GET http://other/metrics HTTP/1.0\r\nHost: localhost",
    want: { asked: { method: "GET", pathname: "/metrics", hostname: "localhost" }, isKept: false, takesGzip: false },
  },
  { name: "an invalid Host", text: "GET / HTTP/1.1\r\nHost: [::1].evil", want: { status: 400 } },
  { name: "a Host with a path", text: "GET / HTTP/1.1\r\nHost: a/b", want: { status: 400 } },
  { name: "a Host with a user", text: "GET / HTTP/1.1\r\nHost: 127.0.0.1@evil", want: { status: 400 } },
  { name: "no Host", text: "GET / HTTP/1.1", want: { status: 400 } },
  { name: "two Hosts", text: "GET / HTTP/1.1\r\nHost: a\r\nHost: b", want: { status: 400 } },
  { name: "a header that continues in the next line", text: "GET / HTTP/1.1\r\nHost: a\r\n b", want: { status: 400 } },
  { name: "HTTP/2", text: "PRI * HTTP/2.0", want: { status: 505 } },
  { name: "TLS", text: "\x16\x03\x01", want: { status: 400 } },
  { name: "nothing", text: "", want: { status: 400 } },
])("a request's head: $name", ({ text, want }) => {
  assert.partialDeepStrictEqual(readRequestHead(text), want);
});

Deno.test("a request's head: any text is parsed or refused", () => {
  const line = fc.oneof(fc.string(), fc.constantFrom("GET / HTTP/1.1", "Host: a", "Host: [", "GET http:// HTTP/1.1"));
  fc.assert(fc.property(fc.array(line), (lines) => void readRequestHead(lines.join("\r\n"))));
});
