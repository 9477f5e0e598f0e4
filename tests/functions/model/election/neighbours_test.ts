import assert from "node:assert/strict";
import fc from "fast-check";
import type { Candidate } from "../../../../functions/model/election/election.ts";
import { compareRanks, neighboursOf, ringSlice } from "../../../../functions/model/election/neighbours.ts";

const rows = [
  { name: "one on either side", owner: 40, ring: [10, 20, 30, 40, 50], reach: 1, want: [30, 50] },
  { name: "the first comes after the last", owner: 50, ring: [10, 20, 30, 40, 50], reach: 1, want: [40, 10] },
  { name: "the last comes before the first", owner: 10, ring: [10, 20, 30, 40, 50], reach: 1, want: [50, 20] },
  { name: "an owner that is not in the ring", owner: 35, ring: [10, 20, 30, 40, 50], reach: 1, want: [30, 40] },
  { name: "an owner after the last place", owner: 60, ring: [10, 20, 30, 40, 50], reach: 1, want: [50, 10] },
  { name: "a ring that is small", owner: 30, ring: [10, 20, 30, 40, 50], reach: 2, want: [10, 20, 40, 50] },
  { name: "no other candidate", owner: 10, ring: [10], reach: 1, want: [] },
];

for (const { name, owner, ring, reach, want } of rows) {
  Deno.test(`neighboursOf(): ${name}`, () => {
    const ranked = ring.map((place) => candidate(place));
    const found = neighboursOf(ranked.find(({ place }) => place === owner) ?? candidate(owner), ranked, reach);
    assert.deepEqual(found.map(({ place }) => place), want);
  });
}

Deno.test("neighboursOf(): each score has a ring of its own", () => {
  const ranked = [candidate(10, 1), candidate(20, 1), candidate(30, 1), candidate(15), candidate(25), candidate(35)];
  const [, owner = candidate(0)] = ranked;
  assert.deepEqual(neighboursOf(owner, ranked, 1).map(({ place }) => place), [10, 30, 15, 25]);
});

Deno.test("neighboursOf(): if a node is a neighbour of another, the other is its neighbour", () => {
  const places = fc.uniqueArray(fc.nat(1_000), { minLength: 2, maxLength: 40 });
  fc.assert(fc.property(places, fc.integer({ min: 1, max: 8 }), (all, reach) => {
    const ranked = all.map((place) => candidate(place)).sort(compareRanks);
    for (const one of ranked) {
      for (const other of neighboursOf(one, ranked, reach)) assert.ok(neighboursOf(other, ranked, reach).includes(one));
    }
  }));
});

Deno.test("neighboursOf(): if a node leaves, the others stay neighbours", () => {
  const places = fc.uniqueArray(fc.nat(1_000), { minLength: 3, maxLength: 40 });
  fc.assert(fc.property(places, fc.integer({ min: 1, max: 8 }), fc.nat(), (all, reach, nth) => {
    const ranked = all.map((place) => candidate(place)).sort(compareRanks);
    const gone = ranked[nth % ranked.length];
    const left = ranked.filter((each) => each !== gone);
    for (const one of left) {
      const now = neighboursOf(one, left, reach);
      for (const other of neighboursOf(one, ranked, reach)) assert.ok(other === gone || now.includes(other));
    }
  }));
});

Deno.test("ringSlice(): after the last item comes the first one again", () => {
  assert.deepEqual(ringSlice(["a", "b", "c", "d"], 7, 3), ["d", "a", "b"]);
  assert.deepEqual(ringSlice(["a", "b"], 1, 3), ["a", "b"]);
});

function candidate(place: number, score = 0): Candidate {
  return { node: `n${place}`, place, score, mayGet: true, sharesHosts: true };
}
