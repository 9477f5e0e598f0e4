import assert from "node:assert/strict";
import { KubeStore } from "../../../../runtime/store/kube/kube_store.ts";
import type { FollowTiming } from "../../../../runtime/store/kube/follow_timing.ts";
import { pause } from "../../../../runtime/ground/pause.ts";
import { Recorder } from "../recorder.ts";
import { type Answer, events, list, node, refusal, ScriptedServer } from "./scripted_server.ts";

const quick: Partial<FollowTiming> = { firstPauseMs: 1, longestPauseMs: 4 };

/** Follows the Nodes of a server that sends these answers, and calls `check`. */
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
    if (searchParams.get("limit") === "1") return "version";
    return `list ${searchParams.get("continue") ?? ""}`.trim();
  });
}

function counting<Item>(items: readonly Item[], item: Item): number {
  return items.filter((each) => each === item).length;
}

Deno.test("follow() lists page by page, then watches from the list's version with bookmarks", () =>
  followNodes((server) => [
    list("10", ["a"], "page-2"),
    list("10", ["b"]),
    hanging(server, { type: "ADDED", object: node("c", "11") }),
  ], async (seen, server) => {
    await seen.until(({ keys }) => keys.length === 3);
    assert.deepEqual(seen.calls, ["replace 2", "connected true", "connected true", "upsert c"]);
    assert.deepEqual(queries(server), ["list", "list page-2", "watch 10"]);
    assert.equal(server.asked[2]?.searchParams.get("allowWatchBookmarks"), "true");
    assert.ok(Number(server.asked[2]?.searchParams.get("timeoutSeconds")) <= 15);
  }));

Deno.test("after a normal end of a watch, follow() continues from the last event or bookmark", () =>
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
  "follow() lists again after 410 $name",
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

Deno.test.each<{ name: string; line: object }>([
  { name: "of an unknown type", line: { type: "REVISED", object: node("a", "11") } },
  { name: "whose object is invalid", line: { type: "ADDED", object: { metadata: {} } } },
  { name: "without a version", line: { type: "ADDED", object: { metadata: { name: "a" } } } },
  { name: "that is cut off", line: { toJSON: (): string => "cut" } },
  { name: "that is older than the event before it", line: { type: "ADDED", object: node("a", "9") } },
])("follow() lists again after an event $name", ({ line }) =>
  followNodes((server) => [
    list("10", ["b"]),
    hanging(server, line),
    list("20", ["a", "b"]),
    hanging(server),
  ], async (seen, server) => {
    await seen.until(() => server.asked.length === 4);
    assert.deepEqual(queries(server), ["list", "watch 10", "list", "watch 20"]);
    assert.deepEqual(seen.keys, ["a", "b"]);
  }));

Deno.test.each<{ name: string; watched: Answer }>([
  { name: "is refused", watched: refusal(503, "ServiceUnavailable", "no watches") },
  { name: "ends with an error", watched: events({ type: "ERROR", object: { code: 500, message: "etcd" } }) },
  { name: "ends at once without an event", watched: () => new Response("") },
])("while every watch $name, follow() lists again", ({ watched }) => {
  const answer: Answer = (request) => {
    const { searchParams } = new URL(request.url);
    return searchParams.get("watch") === "1" ? watched(request) : list("20", ["a", "b"])(request);
  };
  return followNodes([list("10", ["a"]), answer], async (seen) => {
    await seen.until(({ keys }) => keys.length === 2);
    assert.deepEqual(seen.keys, ["a", "b"]);
  });
});

Deno.test.each<{ name: string; timing: Partial<FollowTiming>; text: string }>([
  { name: "that the server does not end in time", timing: { watchSeconds: 1, lateMs: 20 }, text: "" },
  { name: "without any event", timing: { silentMs: 50 }, text: "" },
  { name: "that delivers only half a line", timing: { lineMs: 50 }, text: '{"type": "ADD' },
])("follow() lists again after a watch $name", ({ timing, text }) =>
  followNodes(
    (server) => [
      list("10", []),
      () => server().saying(text),
      list("12", ["a"]),
      hanging(server, { type: "ADDED", object: node("b", "13") }),
    ],
    async (seen, server) => {
      await seen.until(({ keys }) => keys.length === 2);
      assert.deepEqual(queries(server).slice(0, 4), ["list", "watch 10", "list", "watch 12"]);
      assert.ok(seen.calls.includes("connected false"));
    },
    timing,
  ));

Deno.test("follow() does not report a silent watch as broken if a list finds no change either", () =>
  followNodes(
    (server) => [list("10", ["a"]), hanging(server), list("10", ["a"]), hanging(server)],
    async (seen, server) => {
      await seen.until(() => server.asked.length >= 4);
      assert.ok(!seen.calls.includes("connected false"));
    },
    { silentMs: 50 },
  ));

Deno.test("follow() treats a watch that delivers only single bytes as silent", () =>
  followNodes(
    (server) => [
      list("10", []),
      () => server().trickling(JSON.stringify({ type: "ADDED", object: node("a", "11") }), 10),
      list("12", ["a"]),
      hanging(server),
    ],
    async (seen, server) => {
      await seen.until(() => server.asked.length === 4);
      assert.deepEqual(seen.keys, ["a"]);
    },
    { lineMs: 100 },
  ));

Deno.test("follow() keeps a watch whose events arrive whole, although each piece ends within the next event", () =>
  followNodes(
    (server) => [
      list("10", []),
      () => {
        const lines = Array.from(
          { length: 12 },
          (_, at) => `${JSON.stringify({ type: "ADDED", object: node(`n${at}`, String(11 + at)) })}\n`,
        );
        return server().inPieces(lines.join(""), lines[0]?.length ?? 1, 50);
      },
      list("99", []),
    ],
    async (seen) => {
      await seen.until(({ keys, calls }) => keys.length === 11 || counting(calls, "replace 0") > 1, 5_000);
      assert.equal(counting(seen.calls, "replace 0"), 1, "the events come on one watch, without a second list");
    },
    { lineMs: 200 },
  ));

Deno.test("follow() keeps a watch that a busy server accepts late, and so ends late", () =>
  followNodes(
    (server) => [
      list("10", []),
      async () => {
        await pause(400);
        return server().endingAfter(1_000);
      },
      hanging(server),
    ],
    async (seen, server) => {
      await seen.until(() => server.asked.length === 3, 5_000);
      assert.deepEqual(queries(server), ["list", "watch 10", "watch 10"]);
    },
    { watchSeconds: 1, heldBackSeconds: 1, lateMs: 200 },
  ));

Deno.test("follow() regularly asks for the last events again, and lists again if one of them had not arrived", () =>
  followNodes(
    (server) => [
      list("10", []),
      list("10", []),
      events({ type: "ADDED", object: node("a", "11") }, { type: "BOOKMARK", object: node("", "14") }),
      list("14", []),
      // The second watch has the same event as the first: no event was lost.
      events({ type: "ADDED", object: node("a", "11") }, { type: "BOOKMARK", object: node("", "14") }),
      list("17", []),
      events({ type: "BOOKMARK", object: node("", "17") }),
      list("17", []),
      events({ type: "ADDED", object: node("b", "16") }, { type: "BOOKMARK", object: node("", "17") }),
      list("18", ["a", "b"]),
      list("18", []),
      hanging(server),
    ],
    async (seen, server) => {
      await seen.until(() => server.asked.length === 12);
      assert.deepEqual(
        queries(server).filter((query) => query !== "version"),
        ["list", "watch 10", "watch 10", "watch 14", "watch 14", "list", "watch 18"],
      );
      assert.deepEqual(seen.calls.filter((call) => /upsert|replace/.test(call)), [
        "replace 0",
        "upsert a",
        "replace 2",
      ]);
    },
    { checkMs: -1 },
  ));

Deno.test("follow() accepts the older state of a server that was restored from a backup", () =>
  followNodes((server) => [
    list("1000", ["a", "b"]),
    () => new Response(null, { status: 502 }),
    list("500", ["a"]),
    list("500", ["a"]),
    hanging(server),
  ], async (seen, server) => {
    await seen.until(() => server.asked.length === 5);
    assert.deepEqual(queries(server), ["list", "watch 1000", "version", "list", "watch 500"]);
    assert.deepEqual(seen.keys, ["a"]);
    assert.ok(seen.calls.includes("restored"));
  }));

Deno.test("follow() opens every connection again if a request has no answer", async () => {
  const hangs = Promise.withResolvers<Response>();
  await using server: ScriptedServer = new ScriptedServer((request) => {
    const { searchParams } = new URL(request.url);
    if (request.method !== "GET") return hangs.promise;
    if (searchParams.has("limit")) return list("10", [])(request);
    const isFirst = server.asked.filter(({ search }) => search.includes("watch=1")).length === 1;
    return isFirst ? server.hanging()(request) : server.hanging({ type: "ADDED", object: node("a", "11") })(request);
  });
  await using store = new KubeStore(server.access, { fieldManager: "test", suspicion: { answerMs: 100 } });
  const seen = new Recorder<"Node">();
  const stop = new AbortController();
  const followed = store.follow({ kind: "Node" }, seen, stop.signal);
  await seen.until(() => server.asked.length >= 2);
  const outcome = await store.write({ action: "delete", target: { kind: "Node", name: "x" } });
  assert.equal(outcome.outcome, "unavailable");
  await seen.until(({ keys }) => keys.length === 1);
  hangs.resolve(new Response());
  stop.abort();
  await followed;
});

Deno.test("follow() lists again at regular times", () =>
  followNodes(
    [list("10", ["a"]), events({ type: "BOOKMARK", object: node("", "11") }), list("20", ["b"])],
    async (seen, server) => {
      await seen.until(({ keys }) => keys[0] === "b");
      assert.equal(queries(server)[2], "list");
    },
    { relistMs: 0.001 },
  ));

Deno.test("while the server answers with errors, follow() tries again, and reports each error to its sink", () =>
  followNodes((server) => [
    refusal(503, "ServiceUnavailable", "starting"),
    refusal(403, "Forbidden", "no"),
    refusal(404, "NotFound", "no such kind"),
    () => new Response("<html>", { status: 502 }),
    list("10", ["a"]),
    refusal(500, "InternalError", "oh"),
    list("10", ["a"]),
    hanging(server, { type: "ADDED", object: node("b", "11") }),
  ], async (seen, server) => {
    await seen.until(({ keys }) => keys.length === 2);
    assert.deepEqual(queries(server).slice(-3), ["watch 10", "version", "watch 10"]);
    assert.equal(counting(seen.calls, "connected false"), 5);
    assert.equal(counting(seen.calls, "replace 1"), 1);
  }));

Deno.test.each<{ name: string; answer: object }>([
  { name: "an empty object", answer: {} },
  { name: "a Status", answer: { kind: "Status", status: "Failure", code: 500, message: "etcd is away" } },
  { name: "one object", answer: node("a", "12") },
  { name: "a list without a version", answer: { kind: "NodeList", metadata: {}, items: [] } },
  { name: "a list whose items are no array", answer: { metadata: { resourceVersion: "12" }, items: "none" } },
])("follow() keeps all objects if a list is answered with 200 and $name", ({ answer }) =>
  followNodes((server) => [
    list("10", ["a", "b"]),
    refusal(410, "Expired", "too old"),
    () => Response.json(answer),
    list("20", ["a", "b", "c"]),
    hanging(server),
  ], async (seen) => {
    await seen.until(({ keys }) => keys.includes("c"), 5_000);
    assert.deepEqual(seen.calls.filter((call) => /replace|restored/.test(call)), ["replace 2", "replace 3"]);
  }));

Deno.test("follow() accepts an empty list that is written as null", () =>
  followNodes((server) => [
    () => Response.json({ kind: "NodeList", metadata: { resourceVersion: "10" }, items: null }),
    hanging(server, { type: "ADDED", object: node("a", "11") }),
  ], async (seen) => {
    await seen.until(({ keys }) => keys.length === 1, 5_000);
    assert.equal(seen.calls[0], "replace 0");
  }));

Deno.test("follow() starts a list again if its continue token is too old", () =>
  followNodes((server) => [
    list("10", ["a"], "page-2"),
    refusal(410, "Expired", "the token is too old"),
    list("20", ["b"]),
    hanging(server),
  ], async (seen) => {
    await seen.until(({ keys }) => keys.length === 1);
    assert.deepEqual(seen.keys, ["b"]);
  }));

Deno.test("follow() pauses if even a new list is too old to watch from", async () => {
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
