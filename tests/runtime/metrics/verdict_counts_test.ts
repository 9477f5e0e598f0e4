import assert from "node:assert/strict";
import { decide } from "../../../functions/decide.ts";
import type { VirtualIP } from "../../../functions/model/crds.ts";
import { countMoves, verdictCounts } from "../../../runtime/metrics/verdict_counts.ts";
import { scenariosIn } from "../../functions/scenarios.ts";

Deno.test("verdictCounts() counts the verdicts on Services and pools", () => {
  for (const { name, observed } of scenariosIn("allocate")) {
    const desired = decide(observed);
    const { allocated, pools, faults } = verdictCounts(desired, 3);
    assert.equal(sum(allocated.values()), desired.allocations.length, name);
    const withAddress = desired.allocations.filter(({ pool }) => pool !== undefined).length;
    assert.equal(sum(pools.map(({ services }) => services)) <= withAddress, true, name);
    assert.equal(faults.error + faults.warning, desired.faults.length, name);
    for (const { total, inUse } of pools) assert(total.IPv4 >= inUse.IPv4 && total.IPv6 >= inUse.IPv6, name);
  }
});

const rows: { name: string; before: VirtualIP[]; after: VirtualIP[]; want: number }[] = [
  { name: "a new address", before: [], after: [planned("192.0.2.1", "a")], want: 0 },
  { name: "the same owner", before: [planned("192.0.2.1", "a")], after: [planned("192.0.2.1", "a", "b")], want: 0 },
  { name: "another owner", before: [planned("192.0.2.1", "a")], after: [planned("192.0.2.1", "b", "a")], want: 1 },
  { name: "no owner any more", before: [planned("192.0.2.1", "a")], after: [planned("192.0.2.1")], want: 1 },
  { name: "an address that no longer exists", before: [planned("192.0.2.1", "a")], after: [], want: 0 },
];

Deno.test.each(rows)("countMoves() with $name", ({ before, after, want }) => {
  assert.equal(countMoves(before, after), want);
});

function planned(address: string, ...nodes: readonly string[]): VirtualIP {
  return {
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: address },
    spec: { address, pool: "pool", services: [], l2: { revision: 1, order: nodes.map((node) => ({ node })) } },
  };
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, each) => total + each, 0);
}
