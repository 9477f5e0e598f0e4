/**
 * The node that holds the address loses its link, or its life: how long until another answers with its own MAC.
 *
 * @module
 */

import { epochMs } from "../../../runtime/lab/client/events.ts";
import { longestOverlap } from "../../../runtime/lab/client/timeline.ts";
import type { Lab } from "../../../runtime/lab/lab.ts";
import type { LabNode } from "../../../runtime/lab/lab_node.ts";
import { BenchLab, sleep } from "./bench_lab.ts";
import { failoverBar, halfBusy, type Table } from "./line.ts";
import type { Family } from "./manifests.ts";

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

/** How long both would be seen to answer, if they did. */
const aftermathMs = 1_000;

/** @param only a part of the names of the blows that fall; absent: all of them */
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
      { name: "without an answer", samples: found.map(({ silent }) => silent), bar: failoverBar },
      { name: "until another announced, from the blow", samples: found.map(({ announced }) => announced) },
      { name: "two answered", samples: found.map(({ overlap }) => overlap), bar: { max: 1_500 } },
    ];
    yield { title: `${name}, ${nodes} nodes, ${family}`, lines };
  }
}

async function reboot(bench: BenchLab, node: LabNode): Promise<void> {
  const booted = epochMs();
  await bench.lab.boot(node);
  await bench.announcerUp(node, booted);
}

/** Another comes to answer in the node's name. */
async function killAnnouncer(bench: BenchLab, node: LabNode): Promise<void> {
  const killed = epochMs();
  await node.endAnnouncer("SIGKILL");
  await bench.silence(node, { wanted: ({ source }) => source !== node.mac, since: killed });
  await sleep(aftermathMs);
}

/** A cut link usually cuts the way to the API server too: then the controller can be of no help. */
function signalController(lab: Lab, signal: "SIGSTOP" | "SIGCONT"): void {
  lab.controller?.kill(signal);
}
