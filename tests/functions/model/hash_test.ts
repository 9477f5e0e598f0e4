import assert from "node:assert/strict";
import { combine, hash32, rendezvous } from "../../../functions/model/hash.ts";

/** MetalLB's order of nodes for an address, computed by its own code. */
const elections = [
  { address: "10.20.30.1", order: ["node1", "node2", "node3", "node4"] },
  { address: "10.20.30.2", order: ["node2", "node3", "node1", "node4"] },
  { address: "192.168.1.240", order: ["node3", "node4", "node1", "node2"] },
  { address: "fc00::1", order: ["node4", "node3", "node1", "node2"] },
  { address: "2001:db8::10", order: ["node1", "node2", "node4", "node3"] },
];

for (const { address, order } of elections) {
  Deno.test(`rendezvous() orders nodes for ${address} as MetalLB does`, () => {
    const nodes = ["node1", "node2", "node3", "node4"];
    assert.deepEqual(
      nodes.toSorted((one, other) => rendezvous(one, address) < rendezvous(other, address) ? -1 : 1),
      order,
    );
  });
}

Deno.test("hash32() is the same in every release, so that Services find their addresses again", () => {
  assert.equal(hash32(""), 2872998923);
  assert.equal(hash32("default/nginx"), 253224567);
});

Deno.test("hash32() spreads names that differ in one digit evenly", () => {
  const buckets = new Array<number>(16).fill(0);
  for (let index = 0; index < 16_000; index++) {
    const bucket = hash32(`default/service-${index}`) % 16;
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  for (const count of buckets) assert.ok(count > 850 && count < 1150, String(buckets));
});

Deno.test("combine() depends on the order of its arguments", () => {
  assert.notEqual(combine(1, 2), combine(2, 1));
});
