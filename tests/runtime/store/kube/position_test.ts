import assert from "node:assert/strict";
import { checkpointAt } from "../../../../runtime/store/kube/checkpoint.ts";
import { followTiming, patienceMs, timingOf } from "../../../../runtime/store/kube/follow_timing.ts";
import {
  afterFailedList,
  afterList,
  afterWatch,
  type Position,
  startPosition,
} from "../../../../runtime/store/kube/position.ts";
import type { WatchEnd } from "../../../../runtime/store/kube/watch.ts";

const position: Position = {
  ...startPosition,
  resourceVersion: "10",
  highest: "10",
  checkpoint: checkpointAt("10", 5),
  listedAt: 5,
};
const expired: WatchEnd = { end: "expired", message: "too old" };
const failed: WatchEnd = { end: "failed", message: "connection reset" };

Deno.test.each<{
  name: string;
  ended: WatchEnd;
  lastedMs?: number;
  events?: number;
  failures?: number;
  refused?: number;
  want: { from: string | undefined; failures: number; pause: [least: number, most: number]; isDoubtful?: true };
}>([
  {
    name: "a normal end: a new watch at once",
    ended: { end: "closed" },
    lastedMs: 300_000,
    want: { from: "12", failures: 0, pause: [0, 0] },
  },
  {
    name: "an early end with events: a new watch at once",
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
    name: "an early end for the fourth time: a new list after a longer pause",
    ended: { end: "closed" },
    failures: 3,
    refused: 3,
    want: { from: undefined, failures: 4, pause: [800, 1600] },
  },
  {
    name: "many early ends: the pause is never longer than the limit",
    ended: { end: "closed" },
    failures: 1000,
    want: { from: "12", failures: 1001, pause: [2500, 5000] },
  },
  {
    name: "a version that is too old: a new list at once",
    ended: expired,
    want: { from: undefined, failures: 1, pause: [0, 0] },
  },
  {
    name: "a version that is too old again: a new list after a pause",
    ended: expired,
    failures: 1,
    want: { from: undefined, failures: 2, pause: [200, 400] },
  },
  {
    name: "a silent watch: a new list at once",
    ended: { end: "silent", message: "", isMute: true },
    lastedMs: 17_000,
    want: { from: undefined, failures: 0, pause: [0, 0] },
  },
  {
    name: "a line that cannot be read: a new list after a short pause",
    ended: { end: "garbled", message: "" },
    events: 3,
    want: { from: undefined, failures: 1, pause: [100, 200] },
  },
  {
    name: "another request had no answer: a new watch at once",
    ended: { end: "distrusted", message: "" },
    lastedMs: 9_000,
    want: { from: "12", failures: 0, pause: [0, 0], isDoubtful: true },
  },
  {
    name: "another watch was held back: a new watch at once",
    ended: { end: "heldBack" },
    lastedMs: 9_000,
    want: { from: "12", failures: 0, pause: [0, 0] },
  },
  {
    name: "a break after a long time: a short pause",
    ended: failed,
    lastedMs: 300_000,
    events: 9,
    want: { from: "12", failures: 0, pause: [100, 200], isDoubtful: true },
  },
  {
    name: "a watch that is refused: a new watch after a pause",
    ended: failed,
    want: { from: "12", failures: 1, pause: [100, 200], isDoubtful: true },
  },
  {
    name: "a watch that is refused again: a new list after a longer pause",
    ended: failed,
    failures: 1,
    refused: 1,
    want: { from: undefined, failures: 2, pause: [200, 400], isDoubtful: true },
  },
  {
    name: "the server asks for a pause",
    ended: { ...failed, retryAfterSeconds: 7 },
    want: { from: "12", failures: 1, pause: [7000, 7000], isDoubtful: true },
  },
])("afterWatch(): $name", ({ ended, lastedMs = 10, events = 0, failures = 0, refused = 0, want }) => {
  const watched = { ended, lastedMs, events, resourceVersion: "12", checkpoint: position.checkpoint };
  const next = afterWatch({ ...position, failures, refused }, watched, followTiming);
  assert.equal(next.resourceVersion, want.from);
  assert.equal(next.failures, want.failures);
  assert.equal(next.highest, "12");
  assert.equal(next.isDoubtful, want.isDoubtful ?? false);
  assert.ok(next.pauseMs >= want.pause[0] && next.pauseMs <= want.pause[1], `${next.pauseMs}`);
});

Deno.test.each<{ name: string; ended?: WatchEnd; lastedMs?: number; eventsForMs?: number; heldBack: number }>([
  { name: "with a bookmark 2 s before its end", eventsForMs: 2_000, heldBack: 0 },
  { name: "whose bookmark comes only with its end", eventsForMs: 2, heldBack: 2 },
  { name: "that ends because another watch was held back", ended: { end: "heldBack" }, heldBack: 1 },
  { name: "without an event", heldBack: 0 },
  { name: "that the server ends early, after an event", lastedMs: 100, eventsForMs: 90, heldBack: 0 },
])(
  "afterWatch() of a watch $name: $heldBack watches in a row were held back",
  ({ heldBack, eventsForMs, ...watch }) => {
    const watched = { ended: { end: "closed" }, lastedMs: 13_000, events: 1, resourceVersion: "12", ...watch } as const;
    const { checkpoint } = position;
    const told = eventsForMs === undefined ? {} : { eventsForMs };
    const next = afterWatch({ ...position, heldBack: 1 }, { ...watched, ...told, checkpoint }, followTiming);
    assert.equal(next.heldBack, heldBack);
  },
);

Deno.test("afterList() continues from the list, and keeps the count of failures", () => {
  assert.deepEqual(afterList({ ...position, failures: 2 }, "20", 99), {
    resourceVersion: "20",
    highest: "20",
    checkpoint: checkpointAt("20", 99),
    isDoubtful: false,
    listedAt: 99,
    failures: 2,
    refused: 0,
    heldBack: 0,
    quiet: 0,
    isMute: false,
    pauseMs: 0,
  });
});

Deno.test("afterFailedList() lists again, after longer pauses", () => {
  const first = afterFailedList(startPosition, 0, followTiming);
  assert.equal(first.resourceVersion, undefined);
  assert.ok(first.pauseMs <= 200);
  const later = afterFailedList({ ...position, failures: 9 }, 0, followTiming);
  assert.ok(later.pauseMs >= 2500 && later.pauseMs <= 5000);
  assert.equal(afterFailedList(position, 30, followTiming).pauseMs, 30_000);
});

Deno.test("a watch of Leases is suspected after 13 s without a renewal, and less often while lists find no renewal either", () => {
  const timing = timingOf({ kind: "Lease" });
  assert.deepEqual([0, 1, 2, 3, 4, 9].map((quiet) => patienceMs(quiet, timing) / 1000), [13, 26, 52, 104, 150, 150]);
  const silent: WatchEnd = { end: "silent", message: "", isMute: true };
  const watched = {
    ended: silent,
    lastedMs: 15_000,
    events: 0,
    resourceVersion: "12",
    checkpoint: position.checkpoint,
  };
  const once = afterWatch(position, watched, timing);
  assert.equal(afterList(once, "20", 99, false).quiet, 1);
  assert.equal(afterList(once, "20", 99, true).quiet, 0);
});
