import assert from "node:assert/strict";
import { conditionOf } from "../../../functions/model/conditions.ts";
import { Impostor } from "./impostor.ts";
import { settledMs } from "./search.ts";
import { World } from "./world.ts";

Deno.test.each([
  { name: "a node outside the order announces", by: "n3", conflict: "NotGivenUp" },
  { name: "a host that is no node announces", by: "stranger", conflict: "Defended" },
  { name: "a node that shares the address answers", by: "n2", conflict: undefined },
])("$name a shared address: the conflict within a minute is $conflict", async ({ by, conflict }) => {
  const world = new World({ seed: 1, nodes: 3, orders: [[1, 2], [1, 3]], loadSharing: true });
  await world.run(settledMs);
  const [address = ""] = world.addresses;
  const other = new Impostor(world.timeline, world.segment);
  other.begin(address, by === "stranger" ? other.mac : world.node(by).mac);
  await world.run(60_000);
  const told = conditionOf(world.virtualIP(address)?.status?.conditions, "Conflict");
  assert.equal(told?.reason, conflict, told?.message ?? "no conflict is told");
});
