/**
 * What an announcer takes of its node.
 *
 * @module
 */

import type { EnteredProcess } from "../../../runtime/lab/entered_process.ts";
import type { Lab } from "../../../runtime/lab/lab.ts";
import { addressOf, applyServices, bareLab, manyAddresses, plannedLab, sleep } from "./bench_lab.ts";
import type { Table } from "./line.ts";

const idleSeconds = 30;

/** Memory with 2,000 addresses; time on the CPU with one, while nobody asks. */
export async function* footprint(): AsyncGenerator<Table> {
  const memory: number[] = [];
  const idle: number[] = [];
  {
    await using lab = await bareLab(3);
    applyServices(lab, [{ name: "only", family: "IPv4" }]);
    await addressOf(lab, "default/only");
    await sleep(10_000);
    const before = announcersOf(lab).map(cpuSeconds);
    await sleep(idleSeconds * 1000);
    for (const [index, process] of announcersOf(lab).entries()) {
      idle.push((cpuSeconds(process) - (before[index] ?? 0)) / idleSeconds * 100);
    }
  }
  {
    await using lab = await plannedLab(manyAddresses(2_000));
    await sleep(10_000);
    for (const process of announcersOf(lab)) memory.push(residentMegabytes(process));
  }
  const lines = [
    { name: "memory with 2,000 addresses, MB", samples: memory, bar: { max: 75 } },
    { name: "CPU when idle, % of a core", samples: idle, bar: { max: 1 } },
  ];
  yield { title: "announcer's footprint, 3 nodes", lines };
}

function announcersOf(lab: Lab): readonly EnteredProcess[] {
  return lab.nodes.flatMap(({ announcer }) => announcer ?? []);
}

function residentMegabytes({ innerPid }: EnteredProcess): number {
  const status = Deno.readTextFileSync(`/proc/${innerPid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024 / 1e6;
}

const ticksPerSecond = 100;

/** User and system time, fields 14 and 15 of proc(5); the second field may have blanks in it. */
function cpuSeconds({ innerPid }: EnteredProcess): number {
  const fields = Deno.readTextFileSync(`/proc/${innerPid}/stat`).replace(/^.*\) /s, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
