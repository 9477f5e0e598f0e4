import assert from "node:assert/strict";
import { conditionOf } from "../../../functions/model/conditions.ts";
import { Impostor } from "./impostor.ts";
import { settledMs } from "./search.ts";
import { World } from "./world.ts";

/** A holder probes at least once in this time. */
const askMs = 60_000;

Deno.test.each([
  { name: "a host that answers for an address and never announces it", refreshSeconds: 60 },
  { name: "such a host, with announcers that refresh nothing", refreshSeconds: 0 },
  { name: "such a host, with announcers that refresh every five minutes", refreshSeconds: 300 },
])("$name is a conflict within a minute, for as long as it answers", async ({ refreshSeconds }) => {
  const world = new World({ seed: 1, nodes: 3, orders: [[1, 2, 3]], refreshSeconds });
  await world.run(settledMs);
  const [address = ""] = world.addresses;
  const isConflict = (): boolean =>
    conditionOf(world.virtualIP(address)?.status?.conditions, "Conflict")?.status === "True";
  const stranger = new Impostor(world.timeline, world.segment);
  stranger.answer(address, stranger.mac);
  await world.run(askMs + 2_000);
  assert.ok(isConflict(), world.story);
  for (const since = world.now; world.now < since + 4 * askMs;) {
    await world.run(1_000);
    assert.ok(isConflict(), `no conflict ${world.now - since} ms after its beginning`);
  }
  stranger.end();
  await world.run(3 * askMs);
  assert.ok(!isConflict(), world.story);
});
