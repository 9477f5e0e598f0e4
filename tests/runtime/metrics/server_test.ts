import assert from "node:assert/strict";
import { listen, ListenError } from "../../../runtime/listen.ts";
import { Registry } from "../../../runtime/metrics/registry.ts";
import { serveMetrics } from "../../../runtime/metrics/server.ts";
import { freePort } from "../../cluster/free_port.ts";
import { readExposition } from "./exposition.ts";

Deno.test("the server answers what it has, and nothing else", async () => {
  const registry = new Registry();
  let pools = ['a"\\\nb'];
  registry.gauge({ name: "size", help: "Of a pool" }, () => pools.map((pool) => ({ labels: { pool }, value: 3 })));
  const address = { hostname: "127.0.0.1", port: freePort() };
  const check = (name: string, ok: boolean) => ({ name, ok, found: "so" });
  await using _server = serveMetrics(address, registry, {
    healthz: () => [check("loop", true)],
    readyz: () => [check("plan", true), check("wire", false)],
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
  assert.doesNotMatch((await get("/metrics"))[1], /^size\{/m, "what is gone is not told of any more");
  assert.deepEqual((await get("/healthz")).slice(0, 2), [200, "[+] loop: so\nhealthz: ok\n"]);
  assert.deepEqual((await get("/readyz")).slice(0, 2), [503, "[+] plan: so\n[-] wire: so\nreadyz: failed\n"]);
  assert.equal((await get("/"))[0], 404);
  assert.equal((await get("/metrics", "POST"))[0], 405);
});

Deno.test("a port that is taken is told of in words", async () => {
  await using taken = listen({ hostname: "127.0.0.1", port: 0 }, () => new Response());
  const { port } = taken.addr;
  const want = new ListenError(`Cannot listen on 127.0.0.1:${port}: another program listens there`);
  assert.throws(() => listen({ hostname: "127.0.0.1", port }, () => new Response()), want);
});
