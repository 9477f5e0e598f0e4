/**
 * The memory and CPU time of an announcer.
 *
 * @module
 */

import { bundleProgram } from "../../../runtime/deploy/bundle.ts";
import { clusterParts } from "../../cluster/machine/parts.ts";
import { deployedFlags } from "../controller/as_deployed.ts";
import { cpuSeconds } from "../cpu_seconds.ts";
import { residentMegabytes } from "../resident.ts";
import { manyAddresses, plannedLab, sleep } from "../../lab/stage/bench_lab.ts";
import { announcersOn, plannedStage } from "./bench_stage.ts";
import type { Table } from "../line.ts";

/** After this time the garbage of the start has been collected, and its memory returned to the kernel. */
const settledSeconds = 60;
const idleSeconds = 30;
/** Memory rises and falls with garbage collection: it is sampled for this time, and the maximum counts. */
const memorySeconds = 60;
const memoryEverySeconds = 5;

/** Announcers on three nodes. */
interface Announcers extends AsyncDisposable {
  readonly store: string;
  readonly pids: readonly number[];
}

/** Memory with 2,000 addresses; CPU time with three addresses and no ARP requests. */
export async function* footprint(): AsyncGenerator<Table> {
  const memory: number[] = [];
  const idle: number[] = [];
  {
    await using announcers = await announcersOf(manyAddresses(3));
    await sleep(settledSeconds * 1000);
    const before = announcers.pids.map(cpuSeconds);
    await sleep(idleSeconds * 1000);
    for (const [index, pid] of announcers.pids.entries()) {
      idle.push((cpuSeconds(pid) - (before[index] ?? 0)) / idleSeconds * 100);
    }
  }
  await using announcers = await announcersOf(manyAddresses(2_000));
  await sleep(settledSeconds * 1000);
  for (let seconds = 0; seconds < memorySeconds; seconds += memoryEverySeconds) {
    await sleep(memoryEverySeconds * 1000);
    for (const pid of announcers.pids) memory.push(residentMegabytes(pid));
  }
  const lines = [
    { name: "memory with 2,000 addresses, MB", samples: memory, bar: { max: 75 } },
    { name: "CPU when idle, % of a core", samples: idle, bar: { max: 1 } },
  ];
  yield { title: `announcer's footprint, 3 nodes, ${announcers.store}`, lines };
}

/**
 * Runs the bundled program with a real API server, as in a cluster. If the parts of a cluster are missing, runs the
 * announcers of a lab, whose store is a folder.
 */
async function announcersOf(addresses: readonly string[]): Promise<Announcers> {
  const parts = await clusterParts("controllerManager");
  if (parts === undefined) {
    const lab = await plannedLab(addresses);
    const pids = lab.nodes.flatMap(({ announcer }) => announcer?.innerPid ?? []);
    return { store: "folder", pids, [Symbol.asyncDispose]: () => lab.close() };
  }
  await using resources = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "arpeggio-bench-" });
  resources.defer(() => Deno.remove(folder, { recursive: true }));
  const entry = `${folder}/main.js`;
  await bundleProgram(entry);
  const { environment } = await deployedFlags("announcer");
  const stage = resources.use(await plannedStage(parts, addresses, { entry, environment }));
  const kept = resources.move();
  return {
    store: "API server, program as deployed",
    pids: announcersOn(stage),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
