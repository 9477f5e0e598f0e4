/**
 * The memory and the CPU time of the processes of a cluster.
 *
 * @module
 */

import { dirname } from "node:path";
import { cpuSeconds } from "../cpu_seconds.ts";
import { processesOn } from "../failover/bench_stage.ts";
import { processesWhere } from "../processes.ts";
import { forgetMost, mostMegabytes, residentMegabytes } from "../resident.ts";
import type { SizeCluster } from "./size_cluster.ts";

export const programs = ["API server", "etcd", "controller", "announcer"] as const;
export type ProgramName = typeof programs[number];

/** What a process used during some work. */
export interface Use {
  /** In % of a core. */
  readonly cpu: number;
  readonly cpuSeconds: number;
  /** Memory in MB: a sample each second. */
  readonly memory: readonly number[];
  /** The most memory, in MB. */
  readonly most: number;
}

export type Uses = Readonly<Partial<Record<ProgramName, Use>>>;

/** Carries out some work, and returns what the running programs used meanwhile. */
export async function usesDuring(cluster: SizeCluster, work: () => Promise<unknown>): Promise<Uses> {
  const pids = pidsOf(cluster);
  const before = pids.map(([, pid]) => cpuSeconds(pid));
  const memory = pids.map((): number[] => []);
  const sample = (): void => pids.forEach(([, pid], index) => memory[index]?.push(residentMegabytes(pid)));
  for (const [, pid] of pids) forgetMost(pid);
  const start = performance.now();
  const sampling = setInterval(sample, 1_000);
  try {
    await work();
  } finally {
    clearInterval(sampling);
  }
  sample();
  const seconds = (performance.now() - start) / 1_000;
  return Object.fromEntries(pids.map(([name, pid], index): [ProgramName, Use] => {
    const used = cpuSeconds(pid) - (before[index] ?? 0);
    return [name, {
      cpu: used / seconds * 100,
      cpuSeconds: used,
      memory: memory[index] ?? [],
      most: mostMegabytes(pid),
    }];
  }));
}

export function apiServerPid({ stage, parts }: SizeCluster): number {
  const folder = `--cert-dir=${dirname(stage.cluster.kubeconfig())}`;
  return processesWhere((words) => words[0] === parts.apiServer[0] && words.includes(folder))[0] ?? NaN;
}

/** The process ids of the programs that run. */
function pidsOf(cluster: SizeCluster): readonly (readonly [ProgramName, number])[] {
  const { stage, parts } = cluster;
  const folder = dirname(stage.cluster.kubeconfig());
  const found: Readonly<Record<ProgramName, readonly number[]>> = {
    "API server": [apiServerPid(cluster)],
    etcd: processesWhere((words) => words[0] === parts.etcd[0] && words.includes(`--data-dir=${folder}/etcd`)),
    controller: processesOn(stage, "controller"),
    announcer: processesOn(stage, "announcer"),
  };
  return programs.flatMap((name) => found[name].map((pid) => [name, pid] as const));
}
