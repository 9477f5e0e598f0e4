import assert from "node:assert/strict";
import { listen, ListenError } from "../../../runtime/ground/http/listen.ts";
import type { Check } from "../../../runtime/metrics/health.ts";
import { Registry } from "../../../runtime/metrics/registry.ts";
import { serveMetrics } from "../../../runtime/metrics/server.ts";
import { freePort } from "../../cluster/machine/free_port.ts";
import { readExposition } from "./exposition.ts";

Deno.test("the server answers for its paths, and for no others", async () => {
  const registry = new Registry();
  let pools = ['a"\\\nb'];
  registry.gauge({ name: "size", help: "Of a pool" }, () => pools.map((pool) => ({ labels: { pool }, value: 3 })));
  const address = { hostname: "127.0.0.1", port: freePort() };
  let isUp = true;
  await using _server = serveMetrics(address, registry, {
    healthz: () => [check("loop", true)],
    readyz: () => [check("plan", true), check("wire", isUp)],
  });
  const get = async (path: string, method = "GET"): Promise<[number, string, string | null]> => {
    const response = await fetch(`http://127.0.0.1:${address.port}${path}`, { method });
    return [response.status, await response.text(), response.headers.get("content-type")];
  };

  const [status, text, type] = await get("/metrics");
  assert.deepEqual([status, type], [200, "text/plain; version=0.0.4; charset=utf-8"]);
  assert.deepEqual(readExposition(text).families.get("size"), {
    type: "gauge",
    samples: [{ name: "size", labels: { pool: 'a\\"\\\\\\nb' }, value: 3 }],
  });
  pools = [];
  assert.doesNotMatch((await get("/metrics"))[1], /^size\{/m, "a removed sample is not exposed any more");
  assert.deepEqual((await get("/healthz")).slice(0, 2), [200, "[+] loop: so\nhealthz: ok\n"]);
  assert.equal((await get("/readyz"))[0], 200);
  isUp = false;
  assert.deepEqual((await get("/readyz")).slice(0, 2), [503, "[+] plan: so\n[-] wire: so\nreadyz: failed\n"]);
  assert.equal((await get("/"))[0], 404);
  assert.equal((await get("/metrics", "POST"))[0], 405);
});

Deno.test("a request that arrives before the process is ready is answered when it is ready", async () => {
  const address = { hostname: "127.0.0.1", port: freePort() };
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  let isUp = false;
  await using _server = serveMetrics(address, new Registry(), {
    healthz: () => [],
    readyz: () => {
      ask();
      return [check("plan", isUp)];
    },
  });
  const answer = fetch(`http://127.0.0.1:${address.port}/readyz`).then(({ status, body }) => {
    body?.cancel();
    return status;
  });
  await asked;
  isUp = true;
  assert.equal(await answer, 200);
});

Deno.test("when the server ends, it does not wait for the process to be ready", async () => {
  const address = { hostname: "127.0.0.1", port: freePort() };
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const server = serveMetrics(address, new Registry(), {
    healthz: () => [],
    readyz: () => {
      ask();
      return [check("plan", false)];
    },
  });
  const answer = fetch(`http://127.0.0.1:${address.port}/readyz`, { headers: { connection: "close" } });
  await asked;
  await server[Symbol.asyncDispose]();
  assert.equal(await (await answer).text(), "[-] plan: so\nreadyz: failed\n");
});

Deno.test("a port in use gives a clear error", async () => {
  await using taken = listen({ hostname: "127.0.0.1", port: 0 }, () => new Response());
  const { port } = taken;
  const want = new ListenError(`Cannot listen on 127.0.0.1:${port}: another program listens there`);
  assert.throws(() => listen({ hostname: "127.0.0.1", port }, () => new Response()), want);
});

function check(name: string, ok: boolean): Check {
  return { name, ok, found: "so" };
}
