import assert from "node:assert/strict";
import { announcerLeaseName } from "../../functions/model/announcing/status/announcer_lease.ts";
import { annotationHeartbeat } from "../../functions/model/names.ts";
import { epochMs } from "../../runtime/lab/client/events.ts";
import type { LabNode } from "../../runtime/lab/stage/lab_node.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { droppedBeats, metricsOf, servingMetrics } from "./stage/beats.ts";
import { BenchLab } from "./stage/bench_lab.ts";
import { releaseNames, unpack } from "./stage/released.ts";

const names = await releaseNames();
if ("missing" in names) await Deno.stderr.write(new TextEncoder().encode(`skipping tests: ${names.missing}\n`));
const ignore = "missing" in names || !await worldsAllowed();

/**
 * The nodes in the order in which they change their release. On this walk the three nodes have every mixture of the two
 * releases. From each mixture, each node changes its release once. So the walk contains every step that a rollout or
 * its rollback can have, in every order of the nodes.
 */
const way = wayThrough(3);

for (const name of "missing" in names ? [] : names) {
  Deno.test(
    `a rollout from ${name} in every order, and its rollback: nothing moves, no heartbeat is dropped`,
    { ignore },
    async () => {
      await unpack(name, async ({ entry }) => {
        await using bench = await BenchLab.create(3, "IPv4", {
          prompt: ["instruments", "announcers"],
          announcerArguments: () => servingMetrics,
        });
        const { lab } = bench;
        const { mac } = bench.holder;
        const old = new Set<LabNode>();
        for (const [step, number] of way.entries()) {
          const node = lab.nodes[number];
          assert.ok(node !== undefined);
          assert.equal(await droppedBeats(node), 0, `${node.name} dropped beats\n${await metricsOf(node)}`);
          const since = epochMs();
          if (step === Math.floor(way.length / 2)) await lab.exchangeController(entry);
          await node.endAnnouncer("SIGTERM");
          if (old.has(node)) old.delete(node);
          else old.add(node);
          const started = epochMs();
          node.startAnnouncer(old.has(node) ? entry : undefined);
          await bench.announcerUp(node, started);
          await bench.settled();
          const exchanged = `step ${step}: ${node.name} ${old.has(node) ? "went back" : "was brought up to date"}`;
          assert.deepEqual(bench.damage(since, mac), { moved: 0, lost: 0, broken: 0 }, exchanged);
          // An older release must keep annotations that it does not know.
          const { annotations } = lab.latest("Lease", `metallb-system/${announcerLeaseName(node.name)}`)?.metadata ??
            {};
          assert.ok(annotations?.[annotationHeartbeat] !== undefined, exchanged);
        }
        for (const node of lab.nodes) assert.equal(await droppedBeats(node), 0, await metricsOf(node));
        assert.equal(bench.holder.mac, mac);
      });
    },
  );
}

/** A closed walk along each edge of a cube with this many dimensions, once in each direction (Hierholzer). */
function wayThrough(dimensions: number): readonly number[] {
  const left = Array.from({ length: 2 ** dimensions }, () => Array.from({ length: dimensions }, (_, each) => each));
  const way: number[] = [];
  const stack: { readonly corner: number; readonly by?: number }[] = [{ corner: 0 }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const by = left[top.corner]?.pop();
    if (by !== undefined) stack.push({ corner: top.corner ^ (1 << by), by });
    else {
      stack.pop();
      if (top.by !== undefined) way.unshift(top.by);
    }
  }
  return way;
}
