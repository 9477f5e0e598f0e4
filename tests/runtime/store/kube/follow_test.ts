import assert from "node:assert/strict";
import { KubeStore } from "../../../../runtime/store/kube/kube_store.ts";
import type { FollowTiming } from "../../../../runtime/store/kube/position.ts";
import { Recorder } from "../recorder.ts";
import { type Answer, events, list, node, refusal, ScriptedServer } from "./scripted_server.ts";

const quick: Partial<FollowTiming> = { firstPauseMs: 1, longestPauseMs: 4 };

/** Follows the Nodes of a scripted server. */
async function followNodes(
  answers: readonly [Answer, ...Answer[]] | ((server: () => ScriptedServer) => readonly [Answer, ...Answer[]]),
  check: (seen: Recorder<"Node">, server: ScriptedServer) => Promise<void>,
  timing: Partial<FollowTiming> = {},
): Promise<void> {
  const script: readonly [Answer, ...Answer[]] = typeof answers === "function" ? answers(() => server) : answers;
  await using server: ScriptedServer = new ScriptedServer(...script);
  await using store = new KubeStore(server.access, { fieldManager: "test", timing: { ...quick, ...timing } });
  const seen = new Recorder<"Node">();
  const stop = new AbortController();
  const followed = store.follow({ kind: "Node" }, seen, stop.signal);
  try {
    await check(seen, server);
  } finally {
    stop.abort();
    await followed;
  }
}

function hanging(server: () => ScriptedServer, ...lines: readonly object[]): Answer {
  return (request) => server().hanging(...lines)(request);
}

function queries(server: ScriptedServer): string[] {
  return server.asked.map(({ searchParams }) => {
    if (searchParams.get("watch") === "1") return `watch ${searchParams.get("resourceVersion")}`;
    return `list ${searchParams.get("continue") ?? ""}`.trim();
  });
}

function counting<Item>(items: readonly Item[], item: Item): number {
  return items.filter((each) => each === item).length;
}

Deno.test("follow() lists page by page, then watches from there with bookmarks", () =>
  followNodes((server) => [
    list("10", ["a"], "page-2"),
    list("10", ["b"]),
    hanging(server, { type: "ADDED", object: node("c", "11") }),
  ], async (seen, server) => {
    await seen.until(({ keys }) => keys.length === 3);
    assert.deepEqual(seen.calls, ["replace 2", "connected true", "connected true", "upsert c"]);
    assert.deepEqual(queries(server), ["list", "list page-2", "watch 10"]);
    assert.equal(server.asked[2]?.searchParams.get("allowWatchBookmarks"), "true");
    assert.ok(Number(server.asked[2]?.searchParams.get("timeoutSeconds")) >= 300);
  }));

Deno.test("follow() goes on from the last event or bookmark after an orderly end", () =>
  followNodes((server) => [
    list("10", []),
    events({ type: "ADDED", object: node("a", "11") }, { type: "BOOKMARK", object: node("", "15") }),
    events({ type: "DELETED", object: node("a", "16") }),
    hanging(server),
  ], async (seen, server) => {
    await seen.until(() => server.asked.length === 4);
    assert.deepEqual(queries(server), ["list", "watch 10", "watch 15", "watch 16"]);
    assert.deepEqual(seen.keys, []);
  }));

Deno.test.each([
  { name: "as an event", gone: events({ type: "ERROR", object: { code: 410, message: "too old" } }) },
  { name: "as an answer", gone: refusal(410, "Expired", "too old") },
])(
  "follow() lists anew after 410 $name",
  ({ gone }) =>
    followNodes(
      (server) => [list("10", ["a", "b"]), gone, list("20", ["b"]), hanging(server)],
      async (seen, server) => {
        await seen.until(() => server.asked.length === 4);
        assert.deepEqual(queries(server), ["list", "watch 10", "list", "watch 20"]);
        assert.deepEqual(seen.keys, ["b"]);
      },
    ),
);

Deno.test("follow() skips an event that it does not know, and an object that is none", () =>
  followNodes((server) => [
    list("10", []),
    hanging(
      server,
      { type: "REVISED", object: node("a", "11") },
      { type: "ADDED", object: { metadata: {} } },
      { type: "ADDED", object: node("b", "12") },
    ),
  ], async (seen) => {
    await seen.until(({ keys }) => keys.length === 1);
    assert.deepEqual(seen.keys, ["b"]);
  }));

Deno.test("follow() opens a watch anew on which nothing is heard", () =>
  followNodes(
    (server) => [list("10", []), hanging(server), hanging(server, { type: "ADDED", object: node("a", "11") })],
    async (seen, server) => {
      await seen.until(({ keys }) => keys.length === 1);
      assert.deepEqual(queries(server), ["list", "watch 10", "watch 10"]);
      assert.ok(seen.calls.includes("connected false"));
    },
    { silentMs: 50 },
  ));

Deno.test("follow() lists again from time to time", () =>
  followNodes(
    [list("10", ["a"]), events({ type: "BOOKMARK", object: node("", "11") }), list("20", ["b"])],
    async (seen, server) => {
      await seen.until(({ keys }) => keys[0] === "b");
      assert.equal(queries(server)[2], "list");
    },
    { relistMs: 0.001 },
  ));

Deno.test("follow() pauses longer and longer while the server has nothing but errors, and says so to its sink", () =>
  followNodes((server) => [
    refusal(503, "ServiceUnavailable", "starting"),
    refusal(403, "Forbidden", "no"),
    refusal(404, "NotFound", "no such kind"),
    () => new Response("<html>", { status: 502 }),
    list("10", ["a"]),
    refusal(500, "InternalError", "oh"),
    hanging(server, { type: "ADDED", object: node("b", "11") }),
  ], async (seen, server) => {
    await seen.until(({ keys }) => keys.length === 2);
    assert.deepEqual(queries(server).slice(-3), ["list", "watch 10", "watch 10"]);
    assert.equal(counting(seen.calls, "connected false"), 5);
    assert.equal(counting(seen.calls, "replace 1"), 1);
  }));

Deno.test("follow() starts a list again whose continue token is too old", () =>
  followNodes((server) => [
    list("10", ["a"], "page-2"),
    refusal(410, "Expired", "the token is too old"),
    list("20", ["b"]),
    hanging(server),
  ], async (seen) => {
    await seen.until(({ keys }) => keys.length === 1);
    assert.deepEqual(seen.keys, ["b"]);
  }));

Deno.test("follow() does not fall into a hurry when even a fresh list is too old to watch from", async () => {
  const script = Array.from(
    { length: 40 },
    (_, at) => at % 2 === 0 ? list("10", []) : refusal(410, "Expired", "too old"),
  );
  const start = performance.now();
  await followNodes([list("10", []), ...script.slice(1)], async (seen, server) => {
    await seen.until(() => server.asked.length >= 20);
  }, { firstPauseMs: 10, longestPauseMs: 20 });
  assert.ok(performance.now() - start > 40);
});
