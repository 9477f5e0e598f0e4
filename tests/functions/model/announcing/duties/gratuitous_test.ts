import assert from "node:assert/strict";
import fc from "fast-check";
import { nextRound, roundsDue } from "../../../../../functions/model/announcing/duties/gratuitous.ts";

const announcedAt = Date.parse("2026-11-23T10:00:00.250Z");

/** The times of the frames of a loop that always wakes in time, in milliseconds after the first frame. */
function schedule(refreshSeconds: number, count: number): number[] {
  return Array.from({ length: count }, (_, rounds) => nextRound({ announcedAt, rounds }, refreshSeconds))
    .filter((at) => at !== undefined).map((at) => at - announcedAt);
}

Deno.test("there are five rounds 1.1 s apart, and then one each minute on a whole second", () => {
  assert.deepEqual(schedule(60, 8), [0, 1_100, 2_200, 3_300, 4_400, 64_750, 124_750, 184_750]);
});

Deno.test("with a refresh of 0 there are only the five rounds", () => {
  assert.deepEqual(schedule(0, 8), [0, 1_100, 2_200, 3_300, 4_400]);
});

Deno.test.each([{ refresh: -1 }, { refresh: NaN }])("a refresh of $refresh means no refresh", ({ refresh }) => {
  assert.deepEqual(schedule(refresh, 8), [0, 1_100, 2_200, 3_300, 4_400]);
  assert.equal(roundsDue({ announcedAt, rounds: 0 }, refresh, announcedAt + 1e9), 5);
});

Deno.test("addresses that were established long ago are refreshed at the same time", () => {
  const other = announcedAt - 123_456;
  const next = (at: number): number | undefined => {
    const rounds = roundsDue({ announcedAt: at, rounds: 0 }, 1, announcedAt + 10_000);
    return nextRound({ announcedAt: at, rounds }, 1);
  };
  assert.equal(next(announcedAt), next(other));
});

Deno.test("rounds come in order, none is early, and missed rounds are skipped", () => {
  const times = fc.array(fc.nat(400_000), { minLength: 1, maxLength: 40 }).map((all) => all.sort((a, b) => a - b));
  fc.assert(fc.property(times, fc.constantFrom(0, 1, 30, 60, 3_600), (times, refresh) => {
    let rounds = 0;
    for (const time of times) {
      const now = announcedAt + time;
      const due = roundsDue({ announcedAt, rounds }, refresh, now);
      const next = nextRound({ announcedAt, rounds: due }, refresh);
      assert.ok(due >= rounds);
      assert.ok(next === undefined ? refresh === 0 && due === 5 : next > now);
      if (due > rounds) assert.ok((nextRound({ announcedAt, rounds: due - 1 }, refresh) ?? Infinity) <= now);
      rounds = due;
    }
  }));
});
