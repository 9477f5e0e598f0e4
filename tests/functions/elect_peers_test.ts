import assert from "node:assert/strict";
import { ClusterLife, grow } from "./cluster_life.ts";

Deno.test("elect: 20,000 Services on 1,000 nodes: a node shares orders with 16 other nodes, after deaths and joins with at most 32", () => {
  const life = new ClusterLife(1_000, 20);
  life.join(1_000);
  assert.deepEqual(new Set(life.peers), new Set([16]));
  life.fail(100);
  life.rest();
  assertFew(life.peers, { median: 20, most: 32 });
  assertBalanced(life.owned);
});

Deno.test("elect: after many deaths and joins, a node of 100 shares orders with at most 32 other nodes", () => {
  const life = new ClusterLife(100, 20);
  life.join(100);
  life.rest();
  for (const count of [1, 5, 10, 20, 10, 5, 20, 1, 5, 10]) {
    life.fail(count);
    life.rest();
  }
  assertFew(life.peers, { median: 24, most: 32 });
  assertBalanced(life.owned);
});

Deno.test("elect: in a cluster that grows from 10 nodes to 200, a node shares orders with at most 64 other nodes", () => {
  const life = grow({ from: 10, to: 200, perNode: 20 });
  assert.equal(life.changed, 0, "no order changes because a node joins");
  assertFew(life.peers, { median: 24, most: 64 });
});

Deno.test("elect: the addresses of a dead node go to several neighbours", () => {
  const life = new ClusterLife(100, 20);
  life.join(100);
  life.fail(1);
  const more = life.owned.filter((count) => count > 20);
  assert.ok(more.length >= 5, `${more.length} nodes got the addresses`);
});

function assertFew(
  peers: readonly number[],
  { median, most }: { readonly median: number; readonly most: number },
): void {
  const sorted = peers.toSorted((one, other) => one - other);
  const middle = sorted[sorted.length >> 1] ?? NaN;
  const last = sorted.at(-1) ?? NaN;
  assert.ok(middle <= median && last <= most, `a node has ${middle} peers, and at most ${last}`);
}

function assertBalanced(owned: readonly number[]): void {
  assert.ok(Math.max(...owned) - Math.min(...owned) <= 1, `the nodes own ${owned.join(", ")} addresses`);
}
