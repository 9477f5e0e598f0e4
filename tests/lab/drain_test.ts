import assert from "node:assert/strict";
import { BenchLab } from "../bench/failover/bench_lab.ts";
import { haveCommands } from "../cluster/commands.ts";
import { moves } from "../bench/failover/planned.ts";
import { epochMs } from "../../runtime/lab/client/events.ts";
import type { LabNode } from "../../runtime/lab/lab_node.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";

const ignore = !await worldsAllowed() || !await haveCommands("arping");
const withinMs = 60_000;

Deno.test("a drained node that names the address for 2 s more is no stranger", { ignore }, async (t) => {
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

  await t.step("one that goes on naming it is told of by its name", async () => {
    const { holder } = bench;
    const since = epochMs();
    moves[0]?.order(bench, holder);
    await givenAway(bench, holder, since);
    await speak(bench, holder, 8);
    const told = await bench.lab.objects.first(() => bench.conflictsSince(since).length > 0, { since, withinMs });
    assert.ok(told !== undefined, "nobody is told");
    for (const conflict of bench.conflictsSince(since)) {
      assert.ok(conflict.includes(`node ${holder.name} (${holder.mac}) speaks for this address too`), conflict);
    }
  });
});

/** Resolves when the status says that another node has the address. */
async function givenAway({ lab, address }: BenchLab, { name }: LabNode, since: number): Promise<void> {
  const isIt = (): boolean => ![undefined, name].includes(lab.latest("VirtualIP", address)?.status?.node);
  assert.ok(await lab.objects.first(isIt, { since, withinMs }) !== undefined, `the address stays at ${name}`);
}

/** The node says that it has the address, so many times, a second apart. */
async function speak({ address }: BenchLab, { host }: LabNode, times: number): Promise<void> {
  // Exit code 1 says that nobody answers, and nobody is asked.
  await host.run("sh", ["-c", `arping -U -c ${times} -i eth0 -S ${address} ${address} || test $? = 1`]);
}
