/**
 * The time that a new Service takes.
 *
 * @module
 */

import { epochMs } from "../../../runtime/lab/client/events.ts";
import { addressOf, applyServices, bareLab, sleep } from "./bench_lab.ts";
import type { Table } from "./line.ts";

const patienceMs = 30_000;

/** From the Service's creation to the first answer; it is asked every 2 ms. */
export async function* newService(runs: number): AsyncGenerator<Table> {
  await using lab = await bareLab(3);
  const samples: number[] = [];
  applyServices(lab, [{ name: "fresh", family: "IPv4" }]);
  const address = await addressOf(lab, "default/fresh");
  await using neighbors = lab.watch("watch-neighbors", lab.watcher, [address, "--every-ms", "2"]);
  await neighbors.first(() => true, { withinMs: patienceMs });
  for (let run = 0; run < runs; run++) {
    lab.delete("services.yaml");
    await silentFor(neighbors, 1_000);
    const created = epochMs();
    applyServices(lab, [{ name: "fresh", family: "IPv4" }]);
    const answer = await neighbors.first(({ kind }) => kind === "answer", { since: created, withinMs: patienceMs });
    samples.push((answer?.at ?? Infinity) - created);
    await sleep(1_000);
  }
  yield { title: "new Service, 3 nodes", lines: [{ name: "until the first answer", samples, bar: { median: 30 } }] };
}

async function silentFor(
  recording: { readonly events: readonly { readonly at: number }[] },
  ms: number,
): Promise<void> {
  for (const giveUp = epochMs() + patienceMs; epochMs() < giveUp; await sleep(50)) {
    if (epochMs() - (recording.events.at(-1)?.at ?? 0) > ms) return;
  }
  throw new Error("Cannot measure: a deleted Service's address is still answered for");
}
