import assert from "node:assert/strict";
import fc from "fast-check";
import { type Checkpoint, checkpointAt, EventOrder } from "../../../../runtime/store/kube/checkpoint.ts";

interface Heard {
  readonly latest: string;
  readonly checkpoint: Checkpoint;
}

/**
 * Simulates a watch with events of these versions. `lost` is true if the events are out of order, or if a repeated
 * watch has other events than the first.
 */
function watched(from: Heard, versions: readonly number[], repeats: boolean): Heard & { readonly lost: boolean } {
  const order = new EventOrder(from.latest, from.checkpoint, repeats);
  const lost = versions.some((version) => order.hear(String(version), false, 0) === "disorder") || !order.ended(0);
  return { latest: order.latest, checkpoint: order.checkpoint, lost };
}

const start: Heard = { latest: "10", checkpoint: checkpointAt("10", 0) };

Deno.test.each<{ name: string; heard: number[]; repeated: number[]; lost: boolean }>([
  { name: "no events, twice", heard: [], repeated: [], lost: false },
  { name: "the same events, twice", heard: [11, 12], repeated: [11, 12], lost: false },
  { name: "the same events, and a new one", heard: [11, 12], repeated: [11, 12, 15], lost: false },
  { name: "one more event: the first watch had lost it", heard: [11, 13], repeated: [11, 12, 13], lost: true },
  {
    name: "one event is missing: the first watch had received a wrong event",
    heard: [11, 12],
    repeated: [11],
    lost: true,
  },
])("a watch that repeats the previous watch: $name", ({ heard, repeated, lost }) => {
  const first = watched(start, heard, false);
  assert.equal(first.lost, false);
  assert.equal(watched(first, repeated, true).lost, lost);
});

Deno.test("if a watch loses any events, the next repeated watch notices this", () => {
  const sorted = fc.uniqueArray(fc.integer({ min: 11, max: 10_000 }), { maxLength: 30 })
    .map((all) => all.toSorted((one, other) => one - other));
  fc.assert(fc.property(sorted, fc.nat(), fc.boolean(), (all, which, drops) => {
    const dropped = all[which % Math.max(1, all.length - 1)];
    const isDropped = drops && all.length > 1;
    const first = watched(start, isDropped ? all.filter((each) => each !== dropped) : all, false);
    const second = watched(first, all, true);
    assert.equal(second.lost, isDropped);
    if (!isDropped) assert.equal(watched(second, all.filter((each) => each > Number(second.latest)), true).lost, false);
  }));
});

Deno.test.each<{ name: string; version: string; isBookmark: boolean; want: string }>([
  { name: "a later event", version: "21", isBookmark: false, want: "news" },
  { name: "the same event again", version: "20", isBookmark: false, want: "known" },
  { name: "an earlier event", version: "19", isBookmark: false, want: "disorder" },
  { name: "a later bookmark", version: "30", isBookmark: true, want: "known" },
  { name: "an earlier bookmark", version: "5", isBookmark: true, want: "disorder" },
])("a watch at version 20 receives $name", ({ version, isBookmark, want }) => {
  const order = new EventOrder("20", checkpointAt("10", 0), false);
  assert.equal(order.hear(version, isBookmark, 0), want);
});
