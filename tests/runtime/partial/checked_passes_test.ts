import assert from "node:assert/strict";
import { decide } from "../../../functions/decide.ts";
import type { Desired } from "../../../functions/model/reporting/desired.ts";
import { CheckedPasses, differenceBetween } from "../../../runtime/partial/checked_passes.ts";
import { settledWorld } from "../../bench/settled_world.ts";
import { plainWorld } from "../../functions/election_world.ts";

const world = settledWorld(2, 3);
const desired = decide(world);

Deno.test("ten minutes after the last full pass, a full pass checks that the partial passes decided the same", () => {
  const passes = new CheckedPasses();
  const pools = world.pools;
  const at = (minutes: number): ReturnType<typeof passes.decide> =>
    passes.decide({ ...world, pools, now: world.now + minutes * 60_000 });
  assert.deepEqual([0, 0.1, 0.2].map((minutes) => at(minutes).isFull), [true, false, false]);
  const looked = at(11);
  assert.deepEqual([looked.isFull, looked.difference], [true, undefined]);
});

Deno.test.each<{ name: string; full: Desired; found: RegExp | undefined }>([
  { name: "the same", full: decide(world), found: undefined },
  { name: "another world", full: decide(plainWorld(2, 3)), found: /^Service default\/s0: .+; the full pass: / },
  {
    name: "one Service less",
    full: { ...desired, services: desired.services.slice(1) },
    found: /^Service default\/s0$/,
  },
  {
    name: "one status more",
    full: { ...desired, l2Statuses: [...desired.l2Statuses, ...desired.l2Statuses] },
    found: /^\d+ objects; the partial pass has \d+$/,
  },
])("a full pass beside a partial one: $name", ({ full, found }) => {
  const difference = differenceBetween(desired, full);
  if (found === undefined) assert.equal(difference, undefined);
  else assert.match(difference ?? "", found);
});
