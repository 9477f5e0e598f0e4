import assert from "node:assert/strict";
import { Repeats } from "../../../runtime/ground/log_repeats.ts";

const rows = [
  { name: "the first record is written", at: [0], counts: [1] },
  { name: "records of the next minute are not written", at: [0, 1, 2, 59_999], counts: [1, 0, 0, 0] },
  {
    name: "the next line contains the number of records since the last line",
    at: [0, 1, 2, 60_000],
    counts: [1, 0, 0, 3],
  },
  {
    name: "each line counts only the records since the last line",
    at: [0, 1, 60_000, 60_001, 120_000],
    counts: [1, 0, 2, 0, 2],
  },
  { name: "a rare record is always written, with the count 1", at: [0, 60_000, 120_000], counts: [1, 1, 1] },
];

Deno.test.each(rows)("Repeats: $name", ({ at, counts }) => {
  const repeats = new Repeats(60_000);
  assert.deepEqual(at.map((each) => repeats.count("key", each)), counts);
});

Deno.test("Repeats: the number of remembered records is bounded, and the oldest is forgotten", () => {
  const repeats = new Repeats(60_000);
  for (let each = 0; each < 1_000; each++) assert.equal(repeats.count(`key ${each}`, each), 1);
  assert.equal(repeats.count("key 999", 1_001), 0);
  assert.equal(repeats.count("key 0", 1_001), 1);
});
