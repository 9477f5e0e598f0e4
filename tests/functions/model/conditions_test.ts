import assert from "node:assert/strict";
import { decide } from "../../../functions/decide.ts";
import { conditionOf, withCondition } from "../../../functions/model/conditions.ts";
import type { IPAddressPool } from "../../../functions/model/crds.ts";
import { scenariosIn } from "../scenarios.ts";

const limit = 32_768;

/** The length in bytes, by which Kubernetes limits the messages of a status. */
function bytesIn(text: string | undefined): number {
  return new TextEncoder().encode(text).length;
}

Deno.test("the status of a pool with thousands of faults is accepted by Kubernetes and written once", () => {
  const [scenario] = scenariosIn("report");
  assert.ok(scenario !== undefined);
  const entries = Array.from({ length: 2_048 }, (_, index) => `10.1.${index >> 8}.${index & 255}/32`);
  const pool = (name: string): IPAddressPool => ({
    apiVersion: "metallb.io/v1beta1",
    kind: "IPAddressPool",
    metadata: { name, namespace: "metallb-system" },
    spec: { addresses: entries },
  });
  const observed = { ...scenario.observed, pools: [pool("a"), pool("b")] };
  const { pools, configurationStates } = decide(observed);
  const faulty = pools.find(({ metadata }) => metadata.name === "b");
  const valid = conditionOf(faulty?.status?.conditions, "Valid");
  assert.equal(valid?.status, "False");
  assert.match(valid.message, /^spec\.addresses\[0\]: 10\.1\.0\.0\/32 overlaps .*; and more$/);
  assert.ok(bytesIn(valid.message) <= limit);
  const [summary] = configurationStates;
  assert.ok(bytesIn(conditionOf(summary?.status?.conditions, "poolReconcilerValid")?.message) <= limit);
  const again = decide({ ...observed, pools, configurationStates });
  assert.deepEqual(again.pools.map((each) => pools.includes(each)), [true, true]);
  assert.ok(configurationStates.includes(again.configurationStates[0] ?? assert.fail()));
});

Deno.test("a long message without semicolons is cut between two characters", () => {
  for (const text of ["a".repeat(9_000), "🙂".repeat(9_000), `a${"🙂".repeat(9_000)}`, "€".repeat(40_000)]) {
    const [condition] = withCondition(undefined, { type: "Valid", status: "True", reason: "Valid", message: text }, 0);
    assert.ok(condition !== undefined && bytesIn(condition.message) <= limit);
    assert.equal(condition.message.isWellFormed(), true);
    assert.ok(condition.message.endsWith("; and more"));
  }
});
