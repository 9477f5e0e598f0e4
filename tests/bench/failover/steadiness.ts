/**
 * What happens when nothing happens to the nodes: no takeover on a busy machine, quick answers in a flood.
 *
 * @module
 */

import { epochMs } from "../../../runtime/lab/client/events.ts";
import { longestSilence } from "../../../runtime/lab/client/timeline.ts";
import { BenchLab, sleep } from "./bench_lab.ts";
import { keepBusy, type Line } from "./line.ts";

/** Every core busy for so long, and nobody but the holder should answer. */
export async function busyPeace(nodes: number, minutes: number): Promise<readonly Line[]> {
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
  const what = `${minutes} minutes with busy cores, ${nodes} nodes`;
  return [
    {
      name: `${what}: answers with another MAC`,
      unit: "",
      samples: others("mac"),
      bar: { max: 0 },
    },
    {
      name: `${what}: answers in its name`,
      unit: "",
      samples: others("source"),
      bar: { max: 0 },
    },
    { name: `${what}: longest silence`, unit: "ms", samples: [to - silent], bar: {} },
  ];
}

const floodMs = 10_000;

/** 20,000 ARP requests a second for addresses that nobody has. */
export async function flood(nodes: number): Promise<readonly Line[]> {
  await using bench = await BenchLab.create(nodes, "IPv4");
  const { mac } = bench.holder;
  const from = epochMs();
  const flooding = bench.lab.start(bench.lab.client, "flood", ["lab", "flood-arp", "--per-second", "20000"]);
  await sleep(floodMs);
  flooding.kill("SIGKILL");
  await flooding.status;
  const answers = bench.answersSince(from);
  const what = `ARP flood of 20,000/s, ${nodes} nodes`;
  return [
    {
      name: `${what}: until the answer`,
      unit: "ms",
      samples: answers.flatMap(({ afterMs }) => afterMs ?? []),
      bar: { median: 5 },
    },
    {
      name: `${what}: answers by others`,
      unit: "",
      samples: [answers.filter(({ source }) => source !== mac).length],
      bar: { max: 0 },
    },
  ];
}
