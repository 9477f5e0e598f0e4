import assert from "node:assert/strict";
import { BenchLab } from "../bench/failover/bench_lab.ts";
import { node } from "../bench/failover/manifests.ts";
import { epochMs } from "../../runtime/lab/client/events.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";

const ignore = !await worldsAllowed();
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

Deno.test("a node is drained, and nobody is told of a stranger", { ignore }, async (t) => {
  await using bench = await BenchLab.create(3, "IPv4");
  for (const { way, order, undo } of drains) {
    await t.step(way, async () => {
      const { holder } = bench;
      const since = epochMs();
      order(bench, holder.name);
      const told = await bench.lab.objects.first(() => isHeldByAnother(bench, holder.name), { since, withinMs });
      assert.ok(told !== undefined, `no status names another node than ${holder.name}`);
      await bench.settled();
      assert.notEqual(bench.holder.name, holder.name);
      undo(bench, holder.name);
      await bench.settled();
      assert.deepEqual(bench.conflictsSince(since), []);
    });
  }
});

function label(drained: boolean): Drain["order"] {
  return ({ lab }, name) => lab.apply({ [`${name}.yaml`]: node(name, { drained }) });
}

/** As the status of the address tells that was seen last. */
function isHeldByAnother({ lab, address }: BenchLab, name: string): boolean {
  const told = lab.latest("VirtualIP", address)?.status?.node;
  return told !== undefined && told !== name;
}
