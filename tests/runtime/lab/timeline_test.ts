import assert from "node:assert/strict";
import type { NeighborHeard } from "../../../runtime/lab/client/events.ts";
import { longestOverlap, longestSilence, mostMissed } from "../../../runtime/lab/client/timeline.ts";

const silences = [
  { name: "no answer at all", at: [], from: 0, to: 100, want: { from: 0, to: 100 } },
  { name: "before the first answer", at: [80, 90], from: 0, to: 100, want: { from: 0, to: 80 } },
  { name: "after the last answer", at: [10, 20], from: 0, to: 100, want: { from: 20, to: 100 } },
  { name: "answers outside the window", at: [-50, 40, 500], from: 0, to: 100, want: { from: 40, to: 100 } },
];

Deno.test.each(silences)("longestSilence() with $name", ({ at, from, to, want }) => {
  assert.deepEqual(longestSilence(at.map((at) => ({ at })), { from, to }), want);
});

const overlaps = [
  { name: "one node alone", heard: [[0, "a", "a"], [100, "a", "a"]], mac: 0, source: 0 },
  { name: "one node after the other", heard: [[0, "a", "a"], [100, "a", "a"], [110, "b", "b"]], mac: 0, source: 0 },
  {
    name: "two holders",
    heard: [[0, "a", "a"], [50, "b", "b"], [100, "a", "a"], [150, "b", "b"], [200, "a", "a"]],
    mac: 100,
    source: 100,
  },
  {
    name: "a node that answers for another",
    heard: [[0, "a", "a"], [50, "a", "b"], [100, "a", "a"], [120, "a", "b"]],
    mac: 0,
    source: 50,
  },
  {
    name: "a node that comes back after a while",
    heard: [[0, "a", "a"], [100, "b", "b"], [300, "b", "b"], [500, "b", "b"], [600, "a", "a"]],
    mac: 0,
    source: 0,
  },
] as const;

Deno.test.each([...overlaps])("longestOverlap() with $name", ({ heard, mac, source }) => {
  const events = heard.map(([at, mac, source]) => answer({ at, mac, source }));
  assert.equal(longestOverlap(events, "mac"), mac);
  assert.equal(longestOverlap(events, "source"), source);
});

const misses = [
  { name: "announcements", heard: [{ missed: 2 }, { missed: 7, kind: "announcement" }], want: 2 },
  { name: "answers before any probe", heard: [{ missed: 2 }, {}, {}], want: 2 },
  {
    name: "one answer after many probes",
    heard: [{ at: 41, missed: 4, afterMs: 1 }, { at: 51, afterMs: 1 }],
    want: 4,
  },
  {
    name: "late answers to all probes",
    heard: [{ at: 41, missed: 2, afterMs: 1 }, { at: 42, afterMs: 2 }, { at: 43, afterMs: 3 }],
    want: 0,
  },
  {
    name: "late answers with a probe between them",
    heard: [{ at: 49, missed: 3, afterMs: 9 }, { at: 51, afterMs: 1 }, { at: 52, afterMs: 2 }, { at: 53, afterMs: 3 }],
    want: 1,
  },
  {
    name: "one late answer of each of two nodes",
    heard: [{ at: 41, missed: 2, afterMs: 1 }, { at: 42, afterMs: 2, source: "b" }],
    want: 2,
  },
  {
    name: "answers in time",
    heard: [{ at: 41, missed: 2, afterMs: 1 }, { at: 51, afterMs: 1 }, { at: 61, afterMs: 1 }],
    want: 2,
  },
] as const;

Deno.test.each([...misses])("mostMissed() with $name", ({ heard, want }) => {
  assert.equal(mostMissed(heard.map((each) => answer(each))), want);
});

function answer(of: Partial<NeighborHeard>): NeighborHeard {
  return { at: 0, address: "172.16.16.1", kind: "answer", mac: "a", source: "a", missed: 0, ...of };
}
