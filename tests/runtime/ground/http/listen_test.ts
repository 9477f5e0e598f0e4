import assert from "node:assert/strict";
import type { ConnectionTimes, Handler } from "../../../../runtime/ground/http/connection.ts";
import { listen } from "../../../../runtime/ground/http/listen.ts";

function hello(): Response {
  return new Response("hello\n");
}

async function served(
  action: (port: number) => Promise<void>,
  { handler = hello, times = {} }: { handler?: Handler; times?: Partial<ConnectionTimes> } = {},
): Promise<void> {
  await using server = listen({ hostname: "127.0.0.1", port: 0 }, handler, times);
  await action(server.port);
}

/** Sends a request, and returns everything that the server sends until the connection ends. */
async function said(connection: Deno.Conn, request: string): Promise<string> {
  await connection.write(new TextEncoder().encode(request));
  return await new Response(connection.readable).text();
}

async function ask(port: number, request: string): Promise<string> {
  return await said(await Deno.connect({ port }), request);
}

Deno.test("a server answers one request after the other on a connection", () =>
  served(async (port) => {
    const answer = await ask(
      port,
      "GET / HTTP/1.1\r\nHost: a\r\n\r\nHEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    );
    assert.deepEqual(answer.match(/HTTP\/1\.1 200|content-length: 6|hello/g), [
      "HTTP/1.1 200",
      "content-length: 6",
      "hello",
      "HTTP/1.1 200",
      "content-length: 6",
    ]);
  }));

Deno.test("a server sends compressed answers and event streams that a client can read", () =>
  served(async (port) => {
    const whole = await fetch(`http://127.0.0.1:${port}/`, { headers: { "accept-encoding": "gzip" } });
    assert.equal(await whole.text(), "hello\n");
    const stream = await fetch(`http://127.0.0.1:${port}/events`);
    assert.equal(await stream.text(), "data: 1\n\ndata: 2\n\n");
  }, {
    handler: ({ pathname }) =>
      pathname === "/" ? hello() : new Response(
        ReadableStream.from(["data: 1\n\n", "data: 2\n\n"].map((each) => new TextEncoder().encode(each))),
        {
          headers: { "content-type": "text/event-stream" },
        },
      ),
  }));

Deno.test.each<{ name: string; request: string; times: Partial<ConnectionTimes> }>([
  { name: "half a request", request: "GET / HTTP/1.1\r\nHost: a\r\n", times: { headMs: 50 } },
  { name: "no request at all", request: "", times: { headMs: 50 } },
])(
  "a server waits for $name only for a limited time",
  ({ request, times }) => served(async (port) => assert.equal(await ask(port, request), ""), { times }),
);

Deno.test("a server closes an idle connection", () =>
  served(async (port) => {
    assert.match(await ask(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"), /hello\n$/);
  }, { times: { idleMs: 50 } }));

Deno.test("a server closes the connection of a client that does not read", () =>
  served(async (port) => {
    using connection = await Deno.connect({ port });
    await connection.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    await ended.promise;
  }, {
    times: { pieceMs: 50 },
    handler: () =>
      new Response(
        new ReadableStream({
          pull: (controller) => controller.enqueue(new Uint8Array(1_000_000)),
          cancel: () => ended.resolve(),
        }),
        { headers: { "content-type": "text/event-stream" } },
      ),
  }));
const ended = Promise.withResolvers<void>();

Deno.test("a server with 64 connections that wait for a request closes the first of them for another one", () =>
  served(async (port) => {
    const held = await Promise.all(Array.from({ length: 64 }, () => Deno.connect({ port })));
    const request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    assert.match(await ask(port, request), /^HTTP\/1\.1 200 /);
    const answers = await Promise.all(held.map((connection) => said(connection, request).catch(() => "")));
    assert.equal(answers.filter((answer) => /^HTTP\/1\.1 200 /.test(answer)).length, 63);
  }));

Deno.test("a server with 64 connections whose answers are not ready closes the next", async () => {
  const ready = Promise.withResolvers<Response>();
  const allAsked = Promise.withResolvers<void>();
  let asked = 0;
  await served(async (port) => {
    const request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    const held = Array.from({ length: 64 }, () => ask(port, request));
    await allAsked.promise;
    assert.equal(await ask(port, request).catch(() => ""), "");
    ready.resolve(new Response("here"));
    for (const answer of await Promise.all(held)) assert.match(answer, /^HTTP\/1\.1 200 /);
  }, {
    handler: async () => {
      if (++asked === 64) allAsked.resolve();
      return (await ready.promise).clone();
    },
  });
});

Deno.test("a server logs an error, and continues", () =>
  served(async (port) => {
    for (let times = 0; times < 2; times++) {
      const response = await fetch(`http://127.0.0.1:${port}/`);
      assert.equal(response.status, 500);
      await response.body?.cancel();
    }
  }, {
    handler: () => {
      throw new Error("oh");
    },
  }));

Deno.test("a process without free file descriptors serves again when one is free", async () => {
  const program = new URL("./serve_without_descriptors.ts", import.meta.url).pathname;
  const run = new Deno.Command("sh", {
    args: ["-c", `ulimit -n 100; exec "${Deno.execPath()}" run -A --quiet "${program}"`],
    stdout: "piped",
  }).spawn();
  const output = run.stdout.pipeThrough(new TextDecoderStream());
  let text = "";
  const held: Deno.Conn[] = [];
  for await (const piece of output) {
    text += piece;
    const port = Number(/^port ([0-9]+)/.exec(text)?.[1]);
    if (held.length === 0 && port > 0) held.push(await Deno.connect({ port }));
    if (!text.includes("room again")) continue;
    assert.match(
      await said(await Deno.connect({ port }), "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
      /hello/,
    );
    run.kill("SIGTERM");
  }
  await run.status;
  for (const connection of held) connection.close();
  assert.match(text, /Cannot accept a connection: Too many open files/);
});
