/**
 * The figures of load sharing when a node dies and comes back, and when announcers restart.
 *
 * @module
 */

import type { IPFamily } from "../../../functions/model/kubernetes.ts";
import type { SharedLabOptions } from "../../lab/stage/shared_lab.ts";
import type { Line, Table } from "../line.ts";
import { FailoverRuns, type Found } from "./failover_runs.ts";

export interface FailoverEffort extends SharedLabOptions {
  readonly runs: number;
}

/** The limit of a takeover, as a multiple of the takeover of an address that one node announces. */
const mostRatio = 1.3;
const scanMs = 2_000;

export async function* sharedFailover(effort: FailoverEffort): AsyncGenerator<Table> {
  const { nodes, hosts, family, runs } = effort;
  await using failovers = await FailoverRuns.create(effort);
  const found: Found[] = [];
  while (found.length < runs) found.push(await failovers.run());
  yield {
    title: `load sharing, node killed, ${nodes} nodes, ${hosts} hosts, ${family}`,
    lines: linesOf(found, family),
  };
}

function linesOf(found: readonly Found[], family: IPFamily): readonly Line[] {
  const none = { max: 0 };
  const ratios = (of: (run: Found) => readonly number[]): readonly number[] =>
    found.flatMap((run) => of(run).length === 0 ? [] : [Math.max(...of(run)) / run.plain]);
  return [
    { name: "plain address: all hosts have another MAC", samples: found.map(({ plain }) => plain) },
    { name: "its hosts have another MAC", samples: found.flatMap(({ asking }) => asking) },
    {
      name: "  the last host, times the plain address",
      samples: ratios(({ asking }) => asking),
      bar: { median: mostRatio },
    },
    { name: "its hosts that never asked", samples: found.flatMap(({ silent }) => silent) },
    {
      name: "  the last host, times the plain address",
      samples: ratios(({ silent }) => silent),
      bar: { median: mostRatio },
    },
    ...(family === "IPv4"
      ? [{ name: "its hosts that no node knew", samples: found.flatMap((run) => run.found), bar: { max: scanMs } }]
      : []),
    { name: "other hosts: requests lost", samples: found.map(({ lostByOthers }) => lostByOthers), bar: none },
    {
      name: "other hosts: frames of other nodes",
      samples: found.map(({ framesToOthers }) => framesToOthers),
      bar: none,
    },
    { name: "frames to broadcast or multicast", samples: found.map(({ toGroups }) => toGroups), bar: none },
    { name: "announcers restarted: requests lost", samples: found.map(({ restartLost }) => restartLost), bar: none },
    { name: "announcers restarted: hosts with another MAC", samples: found.map((run) => run.restartMoved), bar: none },
    { name: "node back: until it has its hosts", samples: found.map(({ returned }) => returned) },
    { name: "node back: requests lost", samples: found.map(({ returnLost }) => returnLost), bar: none },
    { name: "node back: connections broken", samples: found.map(({ returnBroken }) => returnBroken), bar: none },
  ];
}
