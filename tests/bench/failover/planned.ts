/**
 * Planned changes: upgrades, drains, changes of the plan. With a probe every 10 ms, how many answers in a row are
 * missed?
 *
 * @module
 */

import { epochMs, type NeighborHeard } from "../../../runtime/lab/client/events.ts";
import { answersIn, longestOverlap, longestSilence, mostMissed } from "../../../runtime/lab/client/timeline.ts";
import type { LabNode } from "../../../runtime/lab/stage/lab_node.ts";
import { moves } from "../../lab/stage/planned_moves.ts";
import { BenchLab } from "../../lab/stage/bench_lab.ts";
import { damageLines, halfBusy, type Line, type Table } from "../line.ts";
import type { Family } from "../../lab/stage/manifests.ts";

/** Ends the announcers with SIGTERM and starts them again, one after the other, on all nodes. */
export async function* restarts(nodes: number, family: Family, runs: number): AsyncGenerator<Table> {
  await using bench = await BenchLab.create(nodes, family);
  const found = await halfBusy(bench.lab, runs, async () => {
    const { mac } = bench.holder;
    const begun = epochMs();
    for (const each of bench.lab.nodes) {
      await each.endAnnouncer("SIGTERM");
      const started = epochMs();
      each.startAnnouncer();
      await bench.announcerUp(each, started);
      await bench.settled();
    }
    return { ...unanswered(bench.neighbors.since(begun), begun), ...bench.damage(begun, mac) };
  });
  const lines = [
    ...unansweredLines(found),
    ...damageLines(found),
  ];
  yield { title: `announcers restarted in turn, ${nodes} nodes, ${family}`, lines };
}

/** Moves the address away from a living holder, in each of the ways in `moves`. */
export async function* handOvers(nodes: number, family: Family, runs: number): AsyncGenerator<Table> {
  await using bench = await BenchLab.create(nodes, family);
  for (const { name, order, undo } of moves) {
    const found = await halfBusy(bench.lab, runs, async () => {
      const { holder } = bench;
      const ordered = epochMs();
      order(bench, holder);
      await bench.silence(holder, { wanted: ({ mac }) => mac !== holder.mac, since: ordered });
      const moved = firstOther(bench, holder, ordered) - ordered;
      await bench.settled();
      undo(bench, holder);
      await bench.settled();
      const heard = bench.neighbors.since(ordered);
      const { lost } = bench.damage(ordered, holder.mac);
      const conflicts = bench.conflictsSince(ordered).length;
      return { ...unanswered(heard, ordered), moved, overlap: longestOverlap(heard, "mac"), lost, conflicts };
    });
    const lines = [
      ...unansweredLines(found),
      { name: "HTTP requests lost", samples: found.map(({ lost }) => lost), bar: { max: 0 } },
      { name: "until another node answers", samples: found.map(({ moved }) => moved) },
      { name: "two nodes answered", samples: found.map(({ overlap }) => overlap), bar: { max: 1_500 } },
      { name: "conflicts reported", samples: found.map(({ conflicts }) => conflicts), bar: { max: 0 } },
    ];
    yield { title: `${name}, ${nodes} nodes, ${family}`, lines };
  }
}

/**
 * `missed` is the number of successive probes without an answer. `silent` is the longest time without an answer; late
 * answers and late probes lengthen it.
 */
interface Unanswered {
  readonly missed: number;
  readonly silent: number;
}

function unanswered(heard: readonly NeighborHeard[], since: number): Unanswered {
  const { from, to } = longestSilence(answersIn(heard), { from: since, to: epochMs() });
  return { missed: mostMissed(heard), silent: to - from };
}

function unansweredLines(runs: readonly Unanswered[]): readonly Line[] {
  return [
    { name: "answers missed in a row", samples: runs.map(({ missed }) => missed), bar: { max: 3 } },
    { name: "without an answer", samples: runs.map(({ silent }) => silent) },
  ];
}

function firstOther(bench: BenchLab, holder: LabNode, since: number): number {
  return bench.answersSince(since).find(({ mac }) => mac !== holder.mac)?.at ?? Infinity;
}
