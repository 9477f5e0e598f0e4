/**
 * What happens when nothing happens to the nodes: no takeover on a busy machine, quick answers in a flood.
 *
 * @module
 */

import { epochMs } from "../../../runtime/lab/client/events.ts";
import { longestSilence } from "../../../runtime/lab/client/timeline.ts";
import { BenchLab, sleep } from "./bench_lab.ts";
import { keepBusy, type Table } from "./line.ts";

/** Every core busy for so long, and nobody but the holder should answer. */
export async function* busyPeace(nodes: number, minutes: number): AsyncGenerator<Table> {
  await using bench = await BenchLab.create(nodes, "IPv4");
  const { mac } = bench.holder;
  const from = epochMs();
  {
    await using _load = keepBusy(bench.lab);
    await sleep(minutes * 60_000);
  }
  const answers = bench.answersSince(from);
  const others = (by: "mac" | "source"): readonly number[] => [answers.filter((each) => each[by] !== mac).length];
  const { from: silent, to } = longestSilence(answers, { from, to: epochMs() });
  const lines = [
    {
      name: "answers with another MAC",
      samples: others("mac"),
      bar: { max: 0 },
    },
    {
      name: "answers in its name",
      samples: others("source"),
      bar: { max: 0 },
    },
    { name: "longest silence", samples: [to - silent] },
  ];
  yield { title: `${minutes} minutes with busy cores, ${nodes} nodes`, lines };
}

const floodMs = 10_000;

/** 20,000 ARP requests a second for addresses that nobody has. */
export async function* flood(nodes: number): AsyncGenerator<Table> {
  await using bench = await BenchLab.create(nodes, "IPv4");
  const { mac } = bench.holder;
  const from = epochMs();
  const flooding = bench.lab.start(bench.lab.client, "flood", ["lab", "flood-arp", "--per-second", "20000"]);
  await sleep(floodMs);
  flooding.kill("SIGKILL");
  await flooding.status;
  const answers = bench.answersSince(from);
  const lines = [
    {
      name: "until the answer",
      samples: answers.flatMap(({ afterMs }) => afterMs ?? []),
      bar: { median: 5 },
    },
    {
      name: "answers by others",
      samples: [answers.filter(({ source }) => source !== mac).length],
      bar: { max: 0 },
    },
  ];
  yield { title: `ARP flood of 20,000/s, ${nodes} nodes`, lines };
}
