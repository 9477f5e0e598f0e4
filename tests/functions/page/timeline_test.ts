import assert from "node:assert/strict";
import type { HistoryEntry } from "../../../functions/model/history/entry.ts";
import { timelineOf } from "../../../functions/page/timeline.ts";
import { start } from "./held_address.ts";

const death: HistoryEntry = { at: start, what: "takeover", from: "a", to: "b", silentMs: 300, subjects: ["10.0.0.1"] };

Deno.test("timeline: all that a dead node lost is one row, with the longest silence", () => {
  const [row, ...rest] = timelineOf([
    death,
    { ...death, at: start + 200, to: "c", silentMs: 500, subjects: ["10.0.0.2", "10.0.0.3"] },
  ]);
  assert.deepEqual(rest, []);
  assert.deepEqual({ ...row, key: "" }, {
    key: "",
    at: start,
    what: "takeover",
    subjects: ["10.0.0.1", "10.0.0.2", "10.0.0.3"],
    count: 3,
    from: "a",
    silentMs: 500,
    to: [{ node: "b", addresses: 1 }, { node: "c", addresses: 2 }],
  });
});

Deno.test("timeline: the latest row is first; later losses, moves by the plan and conflicts are rows of their own", () => {
  const rows = timelineOf([
    death,
    { ...death, at: start + 1, what: "move" },
    { at: start + 2, what: "conflict", subjects: ["10.0.0.9"], note: "02:00:00:00:00:01 on eth0" },
    { at: start + 3, what: "conflict-over", subjects: ["10.0.0.9"] },
    { ...death, at: start + 60_000 },
  ]);
  assert.deepEqual(rows.map(({ what, at }) => `${what} ${at - start}`), [
    "takeover 60000",
    "conflict-over 3",
    "conflict 2",
    "move 1",
    "takeover 0",
  ]);
  assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length);
});

Deno.test("timeline: the order in which a controller learned of the entries does not matter", () => {
  const entries: readonly HistoryEntry[] = [
    { at: start + 300, what: "conflict", subjects: ["10.0.0.9"] },
    { ...death, at: start + 9_000, to: "c", subjects: ["10.0.0.2"] },
    { ...death, at: start + 12_000, to: "c", subjects: ["10.0.0.3"] },
    death,
  ];
  const sorted = timelineOf(entries.toSorted((one, other) => one.at - other.at));
  assert.deepEqual(timelineOf(entries), sorted);
  assert.equal(sorted.length, 3);
});
