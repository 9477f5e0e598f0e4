/**
 * The node that holds the address loses its link or its power: how long until another node answers with its own MAC?
 *
 * @module
 */

import { epochMs } from "../../../runtime/lab/client/events.ts";
import { longestOverlap } from "../../../runtime/lab/client/timeline.ts";
import type { Lab } from "../../../runtime/lab/lab.ts";
import type { LabNode } from "../../../runtime/lab/stage/lab_node.ts";
import { BenchLab, sleep } from "../../lab/stage/bench_lab.ts";
import { deathBar, halfBusy, type Table } from "../line.ts";
import { keepalivedDeaths } from "./keepalived.ts";
import { reboot } from "./reboot.ts";
import type { Family } from "../../lab/stage/manifests.ts";

interface Blow {
  readonly name: string;
  prepare?(bench: BenchLab, holder: LabNode): Promise<void> | void;
  strike(holder: LabNode): Promise<void>;
  mend(bench: BenchLab, holder: LabNode): Promise<void>;
}

const blows: readonly Blow[] = [
  {
    name: "link cut",
    strike: (holder) => holder.host.linkDown(),
    mend: (_, holder) => holder.host.linkUp(),
  },
  {
    name: "link cut, controller hung",
    prepare: ({ lab }) => signalController(lab, "SIGSTOP"),
    strike: (holder) => holder.host.linkDown(),
    mend: async ({ lab }, holder) => {
      await holder.host.linkUp();
      signalController(lab, "SIGCONT");
    },
  },
  { name: "node killed", strike: (holder) => holder.kill(), mend: reboot },
  {
    name: "announcer killed, then its node",
    prepare: killAnnouncer,
    strike: (holder) => holder.kill(),
    mend: reboot,
  },
];

/** Answers are recorded for this time after another node's first answer, to see whether two nodes answer at once. */
const aftermathMs = 1_000;

/** @param only a part of a name: failures with this part in their names run; absent: all failures run */
export async function* deaths(
  nodes: number,
  family: Family,
  runs: number,
  only = "",
): AsyncGenerator<Table> {
  await using bench = await BenchLab.create(nodes, family);
  for (const { name, prepare, strike, mend } of blows.filter(({ name }) => name.includes(only))) {
    const found = await halfBusy(bench.lab, runs, async () => {
      const { holder } = bench;
      const { mac } = holder;
      await prepare?.(bench, holder);
      const struck = epochMs();
      await strike(holder);
      const silent = await bench.silence(holder, { wanted: (answer) => answer.mac !== mac, since: struck });
      await sleep(aftermathMs);
      const announced = bench.neighbors.since(struck).find(({ kind, mac: told }) =>
        kind === "announcement" && told !== mac
      );
      await mend(bench, holder);
      await bench.settled();
      return {
        silent,
        announced: (announced?.at ?? Infinity) - struck,
        overlap: longestOverlap(bench.neighbors.since(struck), "mac"),
      };
    });
    const lines = [
      { name: "without an answer", samples: found.map(({ silent }) => silent), bar: deathBar },
      { name: "from the failure until another node announced", samples: found.map(({ announced }) => announced) },
      { name: "two nodes answered", samples: found.map(({ overlap }) => overlap), bar: { max: 1_500 } },
    ];
    yield { title: `${name}, ${nodes} nodes, ${family}`, lines };
  }
  if ("keepalived".includes(only) || only.includes("node killed")) {
    yield* keepalivedDeaths(bench, family, Math.ceil(runs / 2));
  }
}

/** Kills the announcer, and waits until a surrogate answers with the node's MAC. */
async function killAnnouncer(bench: BenchLab, node: LabNode): Promise<void> {
  const killed = epochMs();
  await node.endAnnouncer("SIGKILL");
  await bench.silence(node, { wanted: ({ source }) => source !== node.mac, since: killed });
  await sleep(aftermathMs);
}

/**
 * Stops the controller, or lets it continue. A cut link usually cuts the path to the API server too; then the
 * controller cannot help.
 */
function signalController(lab: Lab, signal: "SIGSTOP" | "SIGCONT"): void {
  lab.controller?.kill(signal);
}
