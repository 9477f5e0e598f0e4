import assert from "node:assert/strict";
import { differenceOf } from "../../../functions/page/page_difference.ts";
import { pageOf } from "../../../functions/page/page_of.ts";
import { KnownRows } from "../../../runtime/page/known_rows.ts";
import { CheckedPasses } from "../../../runtime/partial/checked_passes.ts";
import { settledWorld } from "../../bench/settled_world.ts";

const history = { timeline: [], samples: new Map() };

Deno.test("after a change of one address, the page makes the rows of a few addresses, and the state is that of a new page", () => {
  const [passes, rows] = [new CheckedPasses(), new KnownRows()];
  const world = settledWorld(5, 200);
  const before = pageOf(world, passes.decide(world).desired, history, rows.rowOf);
  const [virtualIP] = world.virtualIPs;
  const node = virtualIP?.spec.l2?.order[1]?.node;
  assert.ok(virtualIP !== undefined && node !== undefined);
  const moved = { ...virtualIP, status: { ...virtualIP.status, node } };
  const after = { ...world, virtualIPs: world.virtualIPs.map((each) => each === virtualIP ? moved : each) };
  const { desired } = passes.decide(after);
  const state = pageOf(after, desired, history, rows.rowOf);
  assert.deepEqual(state, pageOf(after, desired, history));
  const made = state.addresses.filter((row) => !before.addresses.includes(row));
  assert.ok(made.length >= 1 && made.length <= 10, String(made.length));
  const { addresses } = differenceOf(before, state).tables;
  assert.deepEqual(addresses?.put?.map(({ key }) => key), [virtualIP.spec.address]);
});
