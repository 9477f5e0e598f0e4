import assert from "node:assert/strict";
import { conditionOf } from "../../../functions/model/conditions.ts";
import { Impostor } from "./impostor.ts";
import { settledMs } from "./search.ts";
import { World } from "./world.ts";

/** The condition reports no conflict, then one MAC, and then at most one other MAC, which is more important. */
const mostReports = 3;

Deno.test.each([
  { name: "its own and that of a living standby", macs: ["own", "n2"] },
  { name: "its own and that of a dead node", macs: ["own", "n4"] },
  { name: "those of two living standbys", macs: ["n2", "n3"] },
  { name: "those of a living standby and of a dead node", macs: ["n2", "n4"] },
  { name: "two that belong to no node", macs: ["own", "02:00:00:00:00:77"] },
  { name: "its own, that of a standby and that of a dead node", macs: ["n4", "n2", "own"] },
])(
  "a host claims an address with several MACs in turn, $name: this is told within 6 s, and stays told",
  async ({ macs }) => {
    const world = new World({ seed: 1, nodes: 4, orders: [[1, 2, 3, 4]] });
    await world.run(settledMs);
    const [address = ""] = world.addresses;
    world.node("n4").die();
    await world.run(5_000);
    const since = world.now;
    const holders = world.holders(address);
    for (const mac of macs) {
      const impostor = new Impostor(world.timeline, world.segment);
      const nodesMac = world.nodes.find(({ name }) => name === mac)?.mac;
      impostor.begin(address, mac === "own" ? impostor.mac : nodesMac ?? mac);
      await world.run(25 / macs.length);
    }
    const reports: string[] = [];
    while (world.now < since + 20_000) {
      await world.run(10);
      const conflict = conditionOf(world.virtualIP(address)?.status?.conditions, "Conflict");
      const report = `${conflict?.status}: ${conflict?.message}`;
      if (report !== reports.at(-1)) reports.push(report);
      if (world.now > since + 6_000) assert.equal(conflict?.status, "True", reports.join("\n"));
    }
    assert.ok(reports.length <= mostReports, reports.join("\n"));
    assert.deepEqual(world.answers(address, since).map(({ by }) => by), [holders]);
  },
);
