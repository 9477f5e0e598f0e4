/**
 * The announcer that holds the address is killed or stopped while its node lives: how long until a surrogate answers
 * with the same MAC, and do clients of the address lose requests?
 *
 * @module
 */

import { epochMs } from "../../../runtime/lab/client/events.ts";
import { longestSilence } from "../../../runtime/lab/client/timeline.ts";
import type { LabNode } from "../../../runtime/lab/stage/lab_node.ts";
import { BenchLab, sleep } from "../../lab/stage/bench_lab.ts";
import { crashBar, damageLines, halfBusy, type Table } from "../line.ts";
import type { Family } from "../../lab/stage/manifests.ts";

interface Blow {
  readonly name: string;
  strike(holder: LabNode): Promise<void> | void;
  mend(holder: LabNode): void;
}

const blows: readonly Blow[] = [
  { name: "kill -9", strike: (holder) => holder.endAnnouncer("SIGKILL"), mend: (holder) => holder.startAnnouncer() },
  {
    name: "SIGSTOP",
    strike: (holder) => holder.announcer?.kill("SIGSTOP"),
    mend: (holder) => holder.announcer?.kill("SIGCONT"),
  },
];

/** How long the surrogate answers before the announcer comes back. */
const awayMs = 1_500;

/** @param only a part of a name: failures with this part in their names run; absent: all failures run */
export async function* crashes(
  nodes: number,
  family: Family,
  runs: number,
  only = "",
): AsyncGenerator<Table> {
  await using bench = await BenchLab.create(nodes, family);
  for (const { name, strike, mend } of blows.filter(({ name }) => name.includes(only))) {
    const found = await halfBusy(bench.lab, runs, async () => {
      const { holder } = bench;
      const struck = epochMs();
      await strike(holder);
      const silent = await bench.silence(holder, { wanted: ({ source }) => source !== holder.mac, since: struck });
      await sleep(awayMs);
      const mended = epochMs();
      mend(holder);
      await bench.neighbors.first(({ source }) => source === holder.mac, { since: mended, withinMs: 30_000 });
      await bench.settled();
      const { from, to } = longestSilence(bench.answersSince(mended), { from: mended, to: epochMs() });
      return { silent, back: to - from, ...bench.damage(struck, holder.mac) };
    });
    const lines = [
      { name: "without an answer", samples: found.map(({ silent }) => silent), bar: crashBar },
      { name: "silence while the announcer comes back", samples: found.map(({ back }) => back), bar: crashBar },
      ...damageLines(found),
    ];
    yield { title: `announcer ${name}, ${nodes} nodes, ${family}`, lines };
  }
}
