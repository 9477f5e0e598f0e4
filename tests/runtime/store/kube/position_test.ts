import assert from "node:assert/strict";
import {
  afterFailedList,
  afterList,
  afterWatch,
  followTiming,
  type Position,
} from "../../../../runtime/store/kube/position.ts";
import type { WatchEnd } from "../../../../runtime/store/kube/watch.ts";

const position: Position = { resourceVersion: "10", listedAt: 5, failures: 0, pauseMs: 0 };
const expired: WatchEnd = { end: "expired", message: "too old" };
const failed: WatchEnd = { end: "failed", message: "connection reset" };

Deno.test.each<{
  name: string;
  ended: WatchEnd;
  lastedMs?: number;
  events?: number;
  failures?: number;
  want: { from: string | undefined; failures: number; pause: [least: number, most: number] };
}>([
  {
    name: "an orderly end: on at once",
    ended: { end: "closed" },
    lastedMs: 300_000,
    want: { from: "12", failures: 0, pause: [0, 0] },
  },
  {
    name: "an orderly end soon, but with events: on at once",
    ended: { end: "closed" },
    events: 1,
    want: { from: "12", failures: 0, pause: [0, 0] },
  },
  {
    name: "an early end without an event: a pause",
    ended: { end: "closed" },
    want: { from: "12", failures: 1, pause: [100, 200] },
  },
  {
    name: "early for the fourth time: a longer pause",
    ended: { end: "closed" },
    failures: 3,
    want: { from: "12", failures: 4, pause: [800, 1600] },
  },
  {
    name: "early for ever: never longer than the limit",
    ended: { end: "closed" },
    failures: 1000,
    want: { from: "12", failures: 1001, pause: [2500, 5000] },
  },
  { name: "too old: a new list at once", ended: expired, want: { from: undefined, failures: 1, pause: [0, 0] } },
  {
    name: "too old again: a new list after a pause",
    ended: expired,
    failures: 1,
    want: { from: undefined, failures: 2, pause: [200, 400] },
  },
  {
    name: "silence: on at once",
    ended: { end: "silent", message: "" },
    lastedMs: 150_000,
    want: { from: "12", failures: 0, pause: [0, 0] },
  },
  {
    name: "broken off after long: a short pause",
    ended: failed,
    lastedMs: 300_000,
    events: 9,
    want: { from: "12", failures: 0, pause: [100, 200] },
  },
  {
    name: "the server asks for a pause",
    ended: { ...failed, retryAfterSeconds: 7 },
    want: { from: "12", failures: 1, pause: [7000, 7000] },
  },
])("afterWatch(): $name", ({ ended, lastedMs = 10, events = 0, failures = 0, want }) => {
  const next = afterWatch({ ...position, failures }, { ended, lastedMs, events, resourceVersion: "12" }, followTiming);
  assert.equal(next.resourceVersion, want.from);
  assert.equal(next.failures, want.failures);
  assert.ok(next.pauseMs >= want.pause[0] && next.pauseMs <= want.pause[1], `${next.pauseMs}`);
});

Deno.test("afterList() goes on from the list, and forgets failures only when a watch has brought something", () => {
  assert.deepEqual(afterList({ ...position, failures: 2 }, "20", 99), {
    resourceVersion: "20",
    listedAt: 99,
    failures: 2,
    pauseMs: 0,
  });
});

Deno.test("afterFailedList() lists again, later each time", () => {
  const first = afterFailedList(position, 0, followTiming);
  assert.equal(first.resourceVersion, undefined);
  assert.ok(first.pauseMs <= 200);
  const later = afterFailedList({ ...position, failures: 9 }, 0, followTiming);
  assert.ok(later.pauseMs >= 2500 && later.pauseMs <= 5000);
  assert.equal(afterFailedList(position, 30, followTiming).pauseMs, 30_000);
});
