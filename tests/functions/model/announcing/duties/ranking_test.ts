import assert from "node:assert/strict";
import fc from "fast-check";
import type { VirtualIP } from "../../../../../functions/model/crds.ts";
import { type Claim, holderOf, ranking } from "../../../../../functions/model/announcing/duties/ranking.ts";

function virtualIP(order: readonly string[], revision: number, status?: VirtualIP["status"]): VirtualIP {
  return {
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: "10.0.0.200" },
    spec: {
      address: "10.0.0.200",
      pool: "pool",
      services: [],
      l2: { order: order.map((node) => ({ node })), revision },
    },
    ...(status !== undefined && { status }),
  };
}

interface Row {
  readonly name: string;
  readonly order?: readonly string[];
  /** `c2` is a claim of node c under revision 2; `c2?` is a claim that is only remembered. */
  readonly claims?: readonly string[];
  readonly status?: VirtualIP["status"];
  readonly ranking: readonly string[];
}

const rows: readonly Row[] = [
  { name: "no node holds the address", ranking: ["a", "b", "c"] },
  { name: "a node holds the address", claims: ["c2"], ranking: ["c", "a", "b"] },
  { name: "the status names the holder", status: { node: "b", revision: 2 }, ranking: ["b", "a", "c"] },
  {
    name: "a claim counts before the status",
    claims: ["c2"],
    status: { node: "b", revision: 2 },
    ranking: ["c", "a", "b"],
  },
  {
    name: "a remembered claim also counts before the status",
    claims: ["c2?"],
    status: { node: "b", revision: 2 },
    ranking: ["c", "a", "b"],
  },
  { name: "a present claim counts before a remembered one", claims: ["a2?", "c2"], ranking: ["c", "a", "b"] },
  {
    name: "if there are two claims, the first in the plan's order counts",
    claims: ["c2", "b2"],
    ranking: ["b", "a", "c"],
  },
  {
    name: "if there are two remembered claims, the first in the plan's order counts",
    claims: ["c2?", "b2?"],
    ranking: ["b", "a", "c"],
  },
  { name: "a claim under an older revision does not count", claims: ["c1"], ranking: ["a", "b", "c"] },
  { name: "a claim under a later revision counts before other claims", claims: ["b2", "c3"], ranking: ["c", "a", "b"] },
  {
    name: "a status under an older revision does not count",
    status: { node: "b", revision: 1 },
    ranking: ["a", "b", "c"],
  },
  { name: "a status without a revision does not count", status: { node: "b" }, ranking: ["a", "b", "c"] },
  { name: "a claim of a node outside the order does not count", claims: ["z2"], ranking: ["a", "b", "c"] },
  {
    name: "a claim of a node outside the order counts under a later revision",
    claims: ["a2", "z3"],
    ranking: ["z", "a", "b", "c"],
  },
  {
    name: "a remembered claim of a node outside the order does not count",
    claims: ["a2", "z3?"],
    ranking: ["a", "b", "c"],
  },
  {
    name: "a status of a node outside the order does not count",
    status: { node: "z", revision: 2 },
    ranking: ["a", "b", "c"],
  },
  { name: "an empty order has no ranking", order: [], claims: ["a2"], status: { node: "a", revision: 2 }, ranking: [] },
];

function claimOf(text: string): Claim {
  return { node: text.charAt(0), revision: Number(text.charAt(1)), certain: !text.endsWith("?") };
}

Deno.test.each(rows)("ranking: $name", (row) => {
  const plan = virtualIP(row.order ?? ["a", "b", "c"], 2, row.status);
  assert.deepEqual(ranking(plan, holderOf(plan, (row.claims ?? []).map(claimOf))), row.ranking);
});

Deno.test("an address that layer 2 does not announce has no ranking", () => {
  const { l2: _, ...spec } = virtualIP(["a"], 1).spec;
  const plan: VirtualIP = { ...virtualIP([], 1), spec, status: { node: "a" } };
  assert.deepEqual(ranking(plan, holderOf(plan, [{ node: "a", revision: 0, certain: true }])), []);
});

Deno.test("a ranking is the plan's order with at most one node moved to the front, and does not depend on the order of claims", () => {
  const nodes = fc.shuffledSubarray(["a", "b", "c", "d", "e"]);
  const claims = fc.array(fc.record({
    node: fc.constantFrom("a", "b", "c", "z"),
    revision: fc.integer({ min: 1, max: 3 }),
    certain: fc.boolean(),
  }));
  fc.assert(fc.property(nodes, claims, (order, claims) => {
    const plan = virtualIP(order, 2);
    const ranked = ranking(plan, holderOf(plan, claims));
    assert.deepEqual(ranked, ranking(plan, holderOf(plan, claims.toReversed())));
    const known = ranked.filter((node) => order.includes(node));
    assert.deepEqual(known.toSorted(), order.toSorted());
    assert.ok(ranked.length - known.length <= 1, "at most one node is not in the plan");
    assert.deepEqual(ranked.slice(1), order.filter((node) => node !== ranked[0]));
  }));
});
