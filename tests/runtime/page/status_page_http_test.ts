import assert from "node:assert/strict";
import { decide } from "../../../functions/decide.ts";
import { open } from "../../../runtime/page/status_page.ts";
import { faults, type Schema, unknownFields } from "../../../runtime/store/schema/structural_schema.ts";
import { freePort } from "../../cluster/machine/free_port.ts";
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
  { name: "a HEAD request for the page", method: "HEAD", status: 200 },
  { name: "through a forwarded port", host: "localhost:4711", status: 200 },
  { name: "by its IPv6 address", host: "[::1]:7475", status: 200 },
  { name: "a foreign host name that resolves to this address", host: "rebound.example:7475", status: 421 },
  {
    name: "a foreign host name, in a request for the state",
    path: "/api/v1/state",
    host: "rebound.example",
    status: 421,
  },
  { name: "an invalid name", host: "[::1].evil", status: 400 },
  { name: "writing", method: "POST", status: 405 },
  { name: "deleting", method: "DELETE", path: "/api/v1/state", status: 405 },
  { name: "a path that does not exist", path: "/metrics", status: 404 },
];

for (const { name, method = "GET", path = "/", host = "127.0.0.1", status } of rows) {
  Deno.test(`status page over HTTP: ${name}`, async () => {
    const address = { hostname: "127.0.0.1", port: freePort() };
    await using onlooker = open(leading, { address, isAskedFor: true });
    assert.ok(onlooker !== undefined);
    const answer = await ask(address.port, `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
    if (status === 400) return;
    assert.match(answer, /content-security-policy: default-src 'none'/);
    assert.match(answer, /cache-control: no-store/);
    assert.doesNotMatch(answer, /access-control-allow-origin|unsafe-inline/);
  });
}

Deno.test("status page over HTTP: the state matches its schema, with times as in RFC 3339", async () => {
  const address = { hostname: "127.0.0.1", port: freePort() };
  await using onlooker = open(leading, { address, isAskedFor: true });
  assert.ok(onlooker !== undefined);
  const world = plainWorld(3, 2);
  const seen = { observed: world, desired: decide(world) };
  onlooker.look({ ...seen, part: seen, decision: { wanted: [], events: [] }, history: [] }, {
    ms: 0,
    queue: { size: 0 },
  });
  const answer = await fetch(`http://127.0.0.1:${address.port}/api/v1/state`);
  const state: unknown = await answer.json();
  const file = new URL("../../../docs/schemas/page_state.schema.json", import.meta.url);
  const schema: Schema = JSON.parse(await Deno.readTextFile(file));
  assert.deepEqual(faults(schema, state), []);
  assert.deepEqual(unknownFields(schema, state), []);
  assert.match(JSON.stringify(state), /"now":"20\d\d-[^"]+Z".*"at":"20\d\d-[^"]+Z".*"upSince":"20/);
});

Deno.test("status page over HTTP: if its port is in use, there is no page; the start fails only if the user asked for the port", async () => {
  const address = { hostname: "127.0.0.1", port: freePort() };
  using taken = Deno.listen(address);
  assert.ok(taken.addr);
  assert.throws(() => open(leading, { address, isAskedFor: true }), { name: "ListenError" });
  await using none = open(leading, { address, isAskedFor: false });
  assert.equal(none, undefined);
});

Deno.test("status page over HTTP: a standby controller observes only while the page has a viewer, a leader always", async () => {
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
  const seen = { observed: emptyWorld, desired: decide(emptyWorld) };
  onlooker.look({ ...seen, part: seen, decision: { wanted: [], events: [] }, history: [] }, {
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
