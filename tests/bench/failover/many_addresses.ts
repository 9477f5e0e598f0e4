/**
 * The death of a node that has 500 addresses.
 *
 * @module
 */

import { epochMs } from "../../../runtime/lab/client/events.ts";
import { manyAddresses, plannedLab, sleep } from "./bench_lab.ts";
import type { Table } from "./line.ts";

const patienceMs = 60_000;

/** A node with a third of 1,500 addresses dies; each of its addresses is asked for every 100 ms. */
export async function* manyMove(runs: number): AsyncGenerator<Table> {
  const moved: number[] = [];
  const kept: number[] = [];
  for (let run = 0; run < runs; run++) {
    const all = manyAddresses(1_500);
    await using lab = await plannedLab(all);
    const index = run % lab.nodes.length;
    const doomed = lab.nodes[index];
    if (doomed === undefined) throw new Error("Cannot measure: the lab has no nodes");
    const addresses = all.filter((_, number) => number % lab.nodes.length === index);
    const others = all.filter((_, number) => number % lab.nodes.length !== index).slice(0, 100);
    await using neighbors = lab.watch("watch-neighbors", lab.watcher, [...addresses, ...others, "--every-ms", "100"]);
    const watched = addresses.length + others.length;
    const { mac } = doomed;
    const heardOf = (from: number): number => new Set(neighbors.since(from).map(({ address }) => address)).size;
    for (const giveUp = epochMs() + patienceMs; heardOf(0) < watched && epochMs() < giveUp;) await sleep(100);
    await sleep(2_000);
    const before = new Map(neighbors.events.map(({ address, mac }) => [address, mac]));
    const killed = epochMs();
    await doomed.kill();
    await sleep(15_000);
    const answers = neighbors.since(killed).filter(({ kind }) => kind === "answer");
    const first = addresses.map((address) =>
      answers.find((answer) => answer.address === address && answer.mac !== mac)?.at ?? Infinity
    );
    moved.push(Math.max(...first) - killed);
    kept.push(
      answers.filter((answer) => others.includes(answer.address) && answer.mac !== before.get(answer.address)).length,
    );
  }
  const lines = [
    { name: "until the last one is answered for", samples: moved, bar: { max: 1_500 } },
    { name: "answers for other nodes' addresses that moved", samples: kept, bar: { max: 0 } },
  ];
  yield { title: "death of a node with 500 addresses, 3 nodes", lines };
}
