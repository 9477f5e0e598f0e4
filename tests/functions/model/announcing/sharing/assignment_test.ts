import assert from "node:assert/strict";
import fc from "fast-check";
import { chosen, ranked, type Sharer } from "../../../../../functions/model/announcing/sharing/assignment.ts";

/** The MAC with this number. Vendors assign MACs in sequence. */
function macOf(number: number): string {
  const tail = number.toString(16).padStart(6, "0").match(/../g) ?? [];
  return `02:4c:00:${tail.join(":")}`;
}

function sharersOf(weights: readonly number[]): readonly Sharer[] {
  return weights.map((weight, index) => ({ node: `node-${index}`, weight }));
}

/** The number of hosts on each node after these hosts were assigned one after the other. */
function assigned(macs: readonly string[], sharers: readonly Sharer[]): ReadonlyMap<string, number> {
  const counts = new Map(sharers.map(({ node }) => [node, 0]));
  for (const mac of macs) {
    const node = chosen(mac, sharers, (each) => counts.get(each) ?? 0)?.node ?? "";
    counts.set(node, (counts.get(node) ?? 0) + 1);
  }
  return counts;
}

const starts = fc.integer({ min: 0, max: 0xffff00 });
const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/), { minLength: 2, maxLength: 8 });

for (const nodes of [3, 8]) {
  Deno.test(`256 hosts on ${nodes} nodes: the most over the mean is at most 1.35`, () => {
    fc.assert(fc.property(starts, (start) => {
      const macs = Array.from({ length: 256 }, (_, index) => macOf((start + index * 7) % 2 ** 24));
      const most = Math.max(...assigned(macs, sharersOf(Array(nodes).fill(1))).values());
      assert.ok(most / (256 / nodes) <= 1.35, `${most} of 256`);
    }));
  });
}

Deno.test("a node with twice the weight gets 1.6 to 2.4 times the hosts", () => {
  fc.assert(fc.property(starts, fc.integer({ min: 3, max: 8 }), (start, nodes) => {
    const macs = Array.from({ length: 256 }, (_, index) => macOf((start + index) % 2 ** 24));
    const [heavy = 0, ...others] = assigned(macs, sharersOf([2, ...Array(nodes - 1).fill(1)])).values();
    const ratio = heavy / (others.reduce((sum, each) => sum + each, 0) / others.length);
    assert.ok(ratio >= 1.6 && ratio <= 2.4, `${ratio}`);
  }));
});

Deno.test("with the hash alone, a node gets hosts in proportion to its weight", () => {
  const firsts = Array.from({ length: 20_000 }, (_, index) => ranked(macOf(index), sharersOf([1, 2, 5]))[0]?.node);
  for (const [node, share] of [["node-0", 1 / 8], ["node-1", 2 / 8], ["node-2", 5 / 8]] as const) {
    const found = firsts.filter((each) => each === node).length / firsts.length;
    assert.ok(Math.abs(found - share) < 0.015, `${node}: ${found}`);
  }
});

Deno.test("the ranking does not depend on the order of the input, and without one node the others keep their order", () => {
  fc.assert(fc.property(names, starts, fc.nat(), (nodes, start, lost) => {
    const sharers = nodes.map((node) => ({ node, weight: 1 }));
    const best = ranked(macOf(start), sharers);
    assert.deepEqual(ranked(macOf(start), sharers.toReversed()), best);
    const gone = nodes[lost % nodes.length];
    const left = sharers.filter(({ node }) => node !== gone);
    assert.deepEqual(ranked(macOf(start), left), best.filter(({ node }) => node !== gone));
  }));
});

Deno.test("without nodes, no node is chosen", () => {
  assert.equal(chosen("02:00:00:00:00:01", [], () => 0), undefined);
});
