import assert from "node:assert/strict";
import { decide } from "../../../functions/decide.ts";
import { open } from "../../../runtime/page/status_page.ts";
import { freePort } from "../../cluster/free_port.ts";
import { plainWorld } from "../../functions/election_world.ts";
import { leading } from "./scene.ts";

const emptyWorld = plainWorld(1, 0);

interface Row {
  readonly name: string;
  readonly method?: string;
  readonly path?: string;
  readonly host?: string;
  readonly status: number;
}

const rows: readonly Row[] = [
  { name: "the page", status: 200 },
  { name: "the page, just its head", method: "HEAD", status: 200 },
  { name: "through a port that is forwarded", host: "localhost:4711", status: 200 },
  { name: "by its IPv6 address", host: "[::1]:7475", status: 200 },
  { name: "a strange name that leads here", host: "rebound.example:7475", status: 421 },
  { name: "a strange name that leads to the state", path: "/api/v1/state", host: "rebound.example", status: 421 },
  { name: "writing", method: "POST", status: 405 },
  { name: "deleting", method: "DELETE", path: "/api/v1/state", status: 405 },
  { name: "what is not there", path: "/metrics", status: 404 },
];

for (const { name, method = "GET", path = "/", host = "127.0.0.1", status } of rows) {
  Deno.test(`status page over HTTP: ${name}`, async () => {
    const address = { hostname: "127.0.0.1", port: freePort() };
    await using onlooker = open(leading, { address, isAskedFor: true });
    assert.ok(onlooker !== undefined);
    const answer = await ask(address.port, `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
    assert.match(answer, /content-security-policy: default-src 'none'/);
    assert.match(answer, /cache-control: no-store/);
    assert.doesNotMatch(answer, /access-control-allow-origin|unsafe-inline/);
  });
}

Deno.test("status page over HTTP: a port that is taken costs the page, and the start only if it was asked for", async () => {
  const address = { hostname: "127.0.0.1", port: freePort() };
  using taken = Deno.listen(address);
  assert.ok(taken.addr);
  assert.throws(() => open(leading, { address, isAskedFor: true }), { name: "ListenError" });
  await using none = open(leading, { address, isAskedFor: false });
  assert.equal(none, undefined);
});

Deno.test("status page over HTTP: a controller that stands by observes when somebody asks, not before, and no more when it leads", async () => {
  const address = { hostname: "127.0.0.1", port: freePort() };
  let leads = false;
  const begun = Promise.withResolvers<AbortSignal>();
  const ended = Promise.withResolvers<void>();
  const scene = {
    ...leading,
    isLeader: () => leads,
    standBy: (_: unknown, signal: AbortSignal): Promise<void> => {
      begun.resolve(signal);
      signal.addEventListener("abort", () => ended.resolve(), { once: true });
      return ended.promise;
    },
  };
  await using onlooker = open(scene, { address, isAskedFor: true });
  assert.ok(onlooker !== undefined);
  const stream = await fetch(`http://127.0.0.1:${address.port}/api/v1/events`);
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.match((await reader?.read())?.value ?? "", /^data: \{.*"leads":false.*"isWhole":true\}\n\n$/);
  const signal = await begun.promise;
  assert.equal(signal.aborted, false);
  leads = true;
  onlooker.look({ observed: emptyWorld, desired: decide(emptyWorld), decision: { wanted: [], events: [] } }, {
    ms: 0,
    queue: { size: 0 },
  });
  await ended.promise;
  assert.match((await reader?.read())?.value ?? "", /"leads":true/);
  await reader?.cancel();
});

async function ask(port: number, request: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(request));
  let answer = "";
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(65_536);
  for (let read = await connection.read(buffer); read !== null; read = await connection.read(buffer)) {
    answer += decoder.decode(buffer.subarray(0, read), { stream: true });
  }
  return answer;
}
