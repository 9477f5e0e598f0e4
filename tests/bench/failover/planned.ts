/**
 * What is done on purpose: upgrades, drains, changes of the plan. How many answers in a row are missed at one every 10 ms.
 *
 * @module
 */

import { epochMs, type NeighborHeard } from "../../../runtime/lab/client/events.ts";
import { answersIn, longestOverlap, longestSilence, mostMissed } from "../../../runtime/lab/client/timeline.ts";
import type { LabNode } from "../../../runtime/lab/lab_node.ts";
import { BenchLab } from "./bench_lab.ts";
import { damageLines, halfBusy, type Line, type Table } from "./line.ts";
import { type Family, node } from "./manifests.ts";

/** The announcers are ended with SIGTERM and started again, one after the other, on all nodes. */
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

export interface Move {
  readonly name: string;
  order(bench: BenchLab, from: LabNode): void;
  undo(bench: BenchLab, from: LabNode): void;
}

/** Two ways to drain a node. */
export const moves: readonly Move[] = [
  { name: "drain by label", order: drain(true), undo: drain(false) },
  {
    name: "plan change",
    order: (bench, from) => bench.announceExcept(from.name),
    undo: (bench) => bench.announceExcept(),
  },
];

/** The address is taken away from a node that could keep it. */
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
      { name: "until another answers", samples: found.map(({ moved }) => moved) },
      { name: "two answered", samples: found.map(({ overlap }) => overlap), bar: { max: 1_500 } },
      { name: "conflicts told of", samples: found.map(({ conflicts }) => conflicts), bar: { max: 0 } },
    ];
    yield { title: `${name}, ${nodes} nodes, ${family}`, lines };
  }
}

/** How many questions in a row nobody answered, and for how long no answer came, be it that it was late or not asked for. */
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

function drain(drained: boolean): Move["order"] {
  return ({ lab }, { name }) => lab.apply({ [`${name}.yaml`]: node(name, { drained }) });
}
