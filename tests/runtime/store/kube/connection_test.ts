import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Connection } from "../../../../runtime/store/kube/connection.ts";
import { node, ScriptedServer } from "./scripted_server.ts";

/**
 * Collects garbage. It runs several times, since weakly referenced objects are released only after the current task.
 */
async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  for (let times = 0; times < 5; times++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/**
 * Reads the beginning of an answer. Returns only the reader, so that garbage collection can remove the response object.
 */
async function begin(
  connection: Connection,
  signal: AbortSignal,
): Promise<ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>> {
  const response = await connection.request({ method: "GET", path: "/api/v1/nodes", signal });
  assert(response.body !== null);
  const reader = response.body.getReader();
  await reader.read();
  return reader;
}

Deno.test("an abort signal ends an answer even after a garbage collection", async () => {
  await using server: ScriptedServer = new ScriptedServer((request) =>
    server.hanging({ type: "ADDED", object: node("a", "11") })(request)
  );
  using connection = new Connection(server.access, { userAgent: "test" });
  const stop = new AbortController();
  const reader = await begin(connection, stop.signal);
  const ended = reader.read().then(() => "went on", () => "ended");
  await collectGarbage();
  stop.abort();
  const { promise: late, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve("still waiting"), 30_000);
  assert.equal(await Promise.race([ended, late]), "ended");
  clearTimeout(timer);
});
