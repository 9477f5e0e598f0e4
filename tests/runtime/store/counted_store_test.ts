import assert from "node:assert/strict";
import type { Node } from "../../../functions/model/kubernetes.ts";
import { steadyNow } from "../../../runtime/ground/clock.ts";
import { CountedStore, type Following } from "../../../runtime/store/counted_store.ts";
import type { Sink } from "../../../runtime/store/store.ts";
import { KubeStore } from "../../../runtime/store/kube/kube_store.ts";
import { events, list, node, refusal, ScriptedServer } from "./kube/scripted_server.ts";
import { Recorder } from "./recorder.ts";

const timing = { firstPauseMs: 1, longestPauseMs: 4 };

Deno.test("CountedStore counts lists, watches and objects, and records the time of the last data from the server", async () => {
  await using server: ScriptedServer = new ScriptedServer(
    list("10", ["a", "b"]),
    events({ type: "ADDED", object: node("c", "11") }),
    refusal(410, "Expired", "too old"),
    list("20", ["a"]),
    (request) => server.hanging({ type: "DELETED", object: node("a", "21") })(request),
  );
  await using kube = new KubeStore(server.access, { fieldManager: "test", timing });
  const store = new CountedStore(kube);
  const seen = new Recorder<"Node">();
  const stop = new AbortController();
  const before = steadyNow();
  const followed = store.follow({ kind: "Node" }, seen, stop.signal);
  assert.deepEqual([...store.tally.followed], [
    { kind: "Node", isListed: false, isConnected: false, aliveAt: undefined } satisfies Following,
  ]);
  await seen.until(({ calls }) => calls.includes("remove a"));
  const { followed: [following], heard, restarts, relists } = sampled(store);
  assert.deepEqual([following?.isListed, following?.isConnected], [true, true]);
  assert((following?.aliveAt ?? 0) >= before);
  assert.equal(heard, 2 + 1 + 1 + 1);
  assert.deepEqual(restarts, [
    { labels: { kind: "Node", reason: "closed" }, value: 1 },
    { labels: { kind: "Node", reason: "expired" }, value: 1 },
  ]);
  assert.deepEqual(relists, [{ labels: { kind: "Node", reason: "expired" }, value: 1 }]);
  stop.abort();
  await followed;
  assert.equal(store.tally.followed.size, 0);
});

Deno.test("an optional selection is counted from its first list, and the sink hears of refusals", async () => {
  await using server: ScriptedServer = new ScriptedServer(
    refusal(403, "Forbidden", "no rule"),
    refusal(403, "Forbidden", "no rule"),
    list("10", ["a"]),
    (request) => server.hanging({ type: "DELETED", object: node("a", "11") })(request),
  );
  await using kube = new KubeStore(server.access, { fieldManager: "test", timing });
  const store = new CountedStore(kube);
  const seen = new Recorder<"Node">();
  const stop = new AbortController();
  let refusals = 0;
  const sink: Sink<Node> = {
    replace: (all) => seen.replace(all),
    restored: () => {},
    upsert: () => {},
    remove: (key) => seen.remove(key),
    refused: () => {
      refusals++;
      assert.equal(store.tally.followed.size, 0);
    },
  };
  const followed = store.follow({ kind: "Node", isOptional: true }, sink, stop.signal);
  assert.equal(store.tally.followed.size, 0);
  await seen.until(({ calls }) => calls.includes("remove a"));
  assert.equal(refusals, 2);
  assert.deepEqual([...store.tally.followed].map(({ isListed }) => isListed), [true]);
  stop.abort();
  await followed;
  assert.equal(store.tally.followed.size, 0);
});

Deno.test("CountedStore counts writes by their outcome", async () => {
  const conflict = refusal(409, "Conflict", "it has changed");
  await using server = new ScriptedServer(conflict, conflict, refusal(403, "Forbidden", "no rule"));
  await using kube = new KubeStore(server.access, { fieldManager: "test" });
  const store = new CountedStore(kube);
  const target = { kind: "Node", name: "a" } as const;
  for (let time = 0; time < 3; time++) await store.write({ action: "patchStatus", target, patch: {} });
  assert.deepEqual([...store.tally.writes], [
    { labels: { kind: "Node", outcome: "conflict" }, value: 2 },
    { labels: { kind: "Node", outcome: "refused" }, value: 1 },
  ]);
});

function sampled({ tally }: CountedStore): Record<"restarts" | "relists", unknown> & {
  readonly followed: readonly Following[];
  readonly heard: number;
} {
  return {
    followed: [...tally.followed],
    heard: tally.heard,
    restarts: [...tally.restarts],
    relists: [...tally.relists],
  };
}
