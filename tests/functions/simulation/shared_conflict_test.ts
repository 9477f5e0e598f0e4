import assert from "node:assert/strict";
import { conditionOf } from "../../../functions/model/conditions.ts";
import { Impostor } from "./impostor.ts";
import { settledMs } from "./search.ts";
import { World } from "./world.ts";

Deno.test.each([
  { name: "a node outside the order announces it", by: "n3", isDead: false, conflict: "NotGivenUp" },
  { name: "a host that is no node announces it", by: "stranger", isDead: false, conflict: "Defended" },
  { name: "a node that shares it answers", by: "n2", isDead: false, conflict: undefined },
  {
    name: "a dead node's MAC announces it",
    by: "n2",
    isDead: true,
    conflict: "Forged",
  },
  {
    name: "a node is dead, and no host claims it",
    by: "none",
    isDead: true,
    conflict: undefined,
  },
])("a shared address, and $name: the conflict within a minute is $conflict", async ({ by, isDead, conflict }) => {
  const world = new World({ seed: 1, nodes: 3, orders: [[1, 2], [1, 3]], loadSharing: true });
  await world.run(settledMs);
  const [address = ""] = world.addresses;
  const other = new Impostor(world.timeline, world.segment);
  if (isDead) {
    world.node("n2").die();
    await world.run(2_000);
  }
  if (by !== "none") other.begin(address, by === "stranger" ? other.mac : world.node(by).mac);
  await world.run(60_000);
  const told = conditionOf(world.virtualIP(address)?.status?.conditions, "Conflict");
  assert.equal(told?.reason, conflict, told?.message ?? "no conflict is told");
});
