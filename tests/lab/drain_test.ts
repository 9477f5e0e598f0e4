import assert from "node:assert/strict";
import { BenchLab } from "./stage/bench_lab.ts";
import { haveCommands } from "../cluster/machine/commands.ts";
import { moves } from "./stage/planned_moves.ts";
import { epochMs } from "../../runtime/lab/client/events.ts";
import type { LabNode } from "../../runtime/lab/stage/lab_node.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";

const ignore = !await worldsAllowed() || !await haveCommands("arping");
const withinMs = 60_000;

Deno.test(
  "a previous holder that claims the address for another 2 s is not reported as a stranger",
  { ignore },
  async (t) => {
    await using bench = await BenchLab.create(3, "IPv4");
    for (const { name, order, undo } of moves) {
      await t.step(name, async () => {
        const { holder } = bench;
        const since = epochMs();
        order(bench, holder);
        await givenAway(bench, holder, since);
        await speak(bench, holder, 3);
        await bench.settled();
        assert.notEqual(bench.holder.name, holder.name);
        undo(bench, holder);
        await bench.settled();
        assert.deepEqual(bench.conflictsSince(since), []);
      });
    }

    await t.step("a drained node that claims the address for longer is reported by name", async () => {
      const { holder } = bench;
      const since = epochMs();
      moves[0]?.order(bench, holder);
      await givenAway(bench, holder, since);
      await speak(bench, holder, 8);
      const told = await bench.lab.objects.first(() => bench.conflictsSince(since).length > 0, { since, withinMs });
      assert.ok(told !== undefined, "no conflict is reported");
      for (const conflict of bench.conflictsSince(since)) {
        assert.ok(conflict.includes(`node ${holder.name} (${holder.mac}) claims this address too`), conflict);
      }
    });
  },
);

/** Resolves when the VirtualIP's status names another node. */
async function givenAway({ lab, address }: BenchLab, { name }: LabNode, since: number): Promise<void> {
  const isIt = (): boolean => ![undefined, name].includes(lab.latest("VirtualIP", address)?.status?.node);
  assert.ok(await lab.objects.first(isIt, { since, withinMs }) !== undefined, `the address stays on ${name}`);
}

/** The node broadcasts `times` gratuitous ARP frames for the address, one each second. */
async function speak({ address }: BenchLab, { host }: LabNode, times: number): Promise<void> {
  // arping exits with 1 if there is no answer; gratuitous ARP has none.
  await host.run("sh", ["-c", `arping -U -c ${times} -i eth0 -S ${address} ${address} || test $? = 1`]);
}
