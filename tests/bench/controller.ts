/**
 * Measures the speed and the memory of a controller with a real API server.
 *
 * @module
 */

import { clusterParts } from "../cluster/machine/parts.ts";
import { createManyServices } from "../cluster/machine/many.ts";
import { untilQuiet } from "../cluster/machine/idle.ts";
import { BenchCluster } from "./controller/bench_cluster.ts";
import { measureNewService } from "./controller/new_service.ts";
import { measureRates, type Rates } from "./controller/rate.ts";
import { residentMegabytes } from "./resident.ts";
import { figures, figuresHeader } from "./figures.ts";

/**
 * After this time the garbage of the burst has been collected, so memory is steady. Memory is then sampled for a
 * minute.
 */
const settledMs = 60_000;
const memorySamples = 60;

const memoryBar = { atMost: 90, compared: "MetalLB 89" };

/** @param small true: a tenth of the Services and a few runs, as a quick check */
export async function benchmark({ small }: { readonly small: boolean }): Promise<void> {
  const parts = await clusterParts("controllerManager");
  if (parts === undefined) return;
  const count = small ? 200 : 2_000;
  await using bench = await BenchCluster.build(parts);
  figuresHeader("controller, with a real API server");

  await bench.openPool();
  await bench.startController();
  const alone = await measureNewService(bench, small ? 5 : 20);
  figures("address after create returned, ms", alone.created, { atMost: 25, compared: "MetalLB 21" });
  figures("address after create was sent, ms", alone.sent);

  await createManyServices(bench.cluster.api, count);
  const rounds: Rates[] = [];
  while (rounds.length < (small ? 1 : 3)) rounds.push(await measureRates(bench, count));
  figures(`bare status PATCHes, a second`, rounds.map(({ bare }) => bare));
  figures(`${count} Services get addresses, a second`, rounds.map(({ given }) => given));
  figures("the same, % of the bare PATCHes", rounds.map(({ bare, given }) => 100 * given / bare), {
    atLeast: 60,
    compared: "MetalLB 6",
  });

  await untilQuiet(bench.cluster);
  await pause(small ? 0 : settledMs);
  figures(`memory with ${count} Services, MB`, await memoryOf(bench, small ? 2 : memorySamples), memoryBar);
  const among = await measureNewService(bench, small ? 5 : 20);
  figures(`one more beside ${count}, create returned, ms`, among.created);
  figures(`one more beside ${count}, create sent, ms`, among.sent);

  await bench.stopController();
  await bench.startController();
  await pause(small ? 0 : settledMs);
  figures("memory after a restart beside them, MB", await memoryOf(bench, small ? 2 : memorySamples), memoryBar);
}

async function memoryOf(bench: BenchCluster, samples: number): Promise<readonly number[]> {
  const memory: number[] = [];
  for (; memory.length < samples; await pause(1_000)) memory.push(residentMegabytes(bench.controllerPid));
  return memory;
}

function pause(ms: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, ms));
}
