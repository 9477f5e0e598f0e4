import assert from "node:assert/strict";
import { BenchLab } from "../bench/failover/bench_lab.ts";
import { haveCommands } from "../cluster/commands.ts";
import { node } from "../bench/failover/manifests.ts";
import { gratuitousOffsetsMs } from "../../functions/model/announcing/timing.ts";
import { epochMs, type NeighborHeard } from "../../runtime/lab/client/events.ts";
import type { LabNode } from "../../runtime/lab/lab_node.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";

const ignore = !await worldsAllowed() || !await haveCommands("arping");
const withinMs = 60_000;

interface Drain {
  readonly way: string;
  order(bench: BenchLab, from: string): void;
  undo(bench: BenchLab, from: string): void;
}

const drains: readonly Drain[] = [
  { way: "by its label", order: label(true), undo: label(false) },
  {
    way: "by the plan",
    order: (bench, from) => bench.announceExcept(from),
    undo: (bench) => bench.announceExcept(),
  },
];

Deno.test("a node is drained and names the address once more: nobody is told of a stranger", { ignore }, async (t) => {
  await using bench = await BenchLab.create(3, "IPv4");
  for (const { way, order, undo } of drains) {
    await t.step(way, async () => {
      const { holder } = bench;
      const since = epochMs();
      order(bench, holder.name);
      await givenAway(bench, holder, since);
      await announcedToTheEnd(bench, holder, since);
      await speak(bench, holder, 1);
      await bench.settled();
      assert.notEqual(bench.holder.name, holder.name);
      undo(bench, holder.name);
      await bench.settled();
      assert.deepEqual(bench.conflictsSince(since), []);
    });
  }

  await t.step("one that goes on naming it is told of by its name", async () => {
    const { holder } = bench;
    const since = epochMs();
    label(true)(bench, holder.name);
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

/** Resolves with the last of the other's first announcements: the two send each other no heartbeats any more. */
async function announcedToTheEnd({ neighbors }: BenchLab, { mac: old }: LabNode, since: number): Promise<void> {
  const isIt = ({ kind, mac }: NeighborHeard): boolean => kind === "announcement" && mac !== old;
  const last = await neighbors.first(isIt, { since: since + (gratuitousOffsetsMs.at(-1) ?? 0), withinMs });
  assert.ok(last !== undefined, "the other node does not announce the address");
}

/** The node says that it has the address, so many times, a second apart. */
async function speak({ address }: BenchLab, { host }: LabNode, times: number): Promise<void> {
  // Exit code 1 says that nobody answers, and nobody is asked.
  await host.run("sh", ["-c", `arping -U -c ${times} -i eth0 -S ${address} ${address} || test $? = 1`]);
}

function label(drained: boolean): Drain["order"] {
  return ({ lab }, name) => lab.apply({ [`${name}.yaml`]: node(name, { drained }) });
}
