import assert from "node:assert/strict";
import { check } from "../../functions/check.ts";
import type { Fault } from "../../functions/model/fault.ts";
import { keyOf } from "../../functions/model/kubernetes.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { scenariosIn } from "./scenarios.ts";

/** The valid objects, and the faults. The default severity is `error`. */
interface Expected {
  readonly pools: readonly string[];
  readonly l2Advertisements: readonly string[];
  /** The names of peers, then of advertisements. */
  readonly bgp?: readonly string[];
  readonly faults: readonly {
    readonly object: string;
    readonly field: string;
    readonly reason: string;
    readonly severity?: string;
    /** A part of the message. */
    readonly message?: string;
  }[];
}

for (const { name, observed, expect } of scenariosIn("check")) {
  Deno.test(`check ${name}`, () => assertChecked(observed, expect));
}

function assertChecked(observed: Observed, expected: Expected): void {
  const { pools, l2Advertisements, bgp, faults } = check(observed);
  assert.deepEqual(pools.map(({ name }) => name), expected.pools);
  assert.deepEqual(l2Advertisements.map(({ name }) => name), expected.l2Advertisements);
  assert.deepEqual([...bgp.peers, ...bgp.advertisements].map(({ name }) => name), expected.bgp ?? []);
  assert.deepEqual(
    faults.map(placeOf),
    expected.faults.map(({ message: _, object, field, ...each }) => ({ object, field, severity: "error", ...each }))
      .sort(byText),
  );
  for (const { object, field, message } of expected.faults) {
    const fault = faults.find((each) => placeOf(each).object === object && each.field === field);
    assert.ok(fault?.message.includes(message ?? ""), fault?.message ?? `no fault of ${object} at ${field}`);
  }
  assert.deepEqual(
    check({ ...observed, pools: observed.pools.toReversed(), services: observed.services.toReversed() }).faults,
    faults,
  );
}

function placeOf({ object, field, reason, severity }: Fault): Record<string, string> {
  const key = object.kind === "Service" ? keyOf({ metadata: object }) : object.name;
  return { severity, object: `${object.kind}/${key}`, field, reason };
}

function byText(one: object, other: object): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
