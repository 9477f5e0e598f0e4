import assert from "node:assert/strict";
import { conditionOf } from "../../../functions/model/conditions.ts";
import { Impostor } from "./impostor.ts";
import { settledMs } from "./search.ts";
import { World } from "./world.ts";

/** A holder asks for its addresses once per refresh. */
const refreshMs = 60_000;

Deno.test("a host that answers for an address and never announces it is a conflict within a minute, for as long as it answers", async () => {
  const world = new World({ seed: 1, nodes: 3, orders: [[1, 2, 3]] });
  await world.run(settledMs);
  const [address = ""] = world.addresses;
  const isConflict = (): boolean =>
    conditionOf(world.virtualIP(address)?.status?.conditions, "Conflict")?.status === "True";
  const stranger = new Impostor(world.timeline, world.segment);
  stranger.answer(address, stranger.mac);
  await world.run(refreshMs + 2_000);
  assert.ok(isConflict(), world.story);
  for (const since = world.now; world.now < since + 4 * refreshMs;) {
    await world.run(1_000);
    assert.ok(isConflict(), `no conflict ${world.now - since} ms after its beginning`);
  }
  stranger.end();
  await world.run(3 * refreshMs);
  assert.ok(!isConflict(), world.story);
});
