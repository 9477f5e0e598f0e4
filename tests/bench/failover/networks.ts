/**
 * Failover on labs that imitate users' networks, compared with the plain lab in the same run.
 *
 * @module
 */

import { epochMs } from "../../../runtime/lab/client/events.ts";
import { BenchLab, sleep } from "../../lab/stage/bench_lab.ts";
import type { Family } from "../../lab/stage/manifests.ts";
import { type Network, networks } from "../../lab/stage/networks.ts";
import type { Line, Table } from "../line.ts";
import { median, percentile } from "../percentile.ts";

/** The bar: failover takes at most this many times as long as on the plain network. */
const factor = 2;
/** The time between two probes for the address. A shorter silence cannot be measured: it counts as 10 ms. */
const askedEveryMs = 10;
/** How long the surrogate answers before the announcer starts again. */
const awayMs = 500;

interface Measured {
  readonly nodeKilled: readonly number[];
  readonly announcerKilled: readonly number[];
}

/** @param only a part of a name: measures the plain network, and the networks with this part in their names */
export async function* failoverOnNetworks(family: Family, runs: number, only = ""): AsyncGenerator<Table> {
  let plain: Measured | undefined;
  for (const network of networks) {
    if (plain !== undefined && !network.name.includes(only)) continue;
    if (network.isPossible !== undefined && !await network.isPossible()) continue;
    const measured = await measure(network, family, runs);
    plain ??= measured;
    yield {
      title: `${network.name}, ${family}`,
      lines: [
        line("node killed", measured.nodeKilled, plain.nodeKilled),
        line("announcer killed", measured.announcerKilled, plain.announcerKilled),
      ],
    };
  }
}

async function measure(network: Network, family: Family, runs: number): Promise<Measured> {
  await using bench = await BenchLab.create(3, family, { network });
  const nodeKilled: number[] = [];
  const announcerKilled: number[] = [];
  while (nodeKilled.length < runs) {
    announcerKilled.push(await killAnnouncer(bench));
    nodeKilled.push(await killNode(bench));
  }
  return { nodeKilled, announcerKilled };
}

async function killAnnouncer(bench: BenchLab): Promise<number> {
  const { holder } = bench;
  const mac = bench.macOf(holder);
  const killed = epochMs();
  await holder.endAnnouncer("SIGKILL");
  const silent = await bench.silence(holder, { wanted: ({ source }) => source !== mac, since: killed });
  await sleep(awayMs);
  const back = epochMs();
  holder.startAnnouncer();
  await bench.neighbors.first(({ source }) => source === mac, { since: back, withinMs: 30_000 });
  await bench.settled();
  return silent;
}

async function killNode(bench: BenchLab): Promise<number> {
  const { holder } = bench;
  const mac = bench.macOf(holder);
  const killed = epochMs();
  await holder.kill();
  const silent = await bench.silence(holder, { wanted: (answer) => answer.mac !== mac, since: killed });
  const booted = epochMs();
  await bench.lab.boot(holder);
  await bench.announcerUp(holder, booted);
  await bench.settled();
  return silent;
}

function line(name: string, samples: readonly number[], plain: readonly number[]): Line {
  return { name, samples, bar: { median: barOf(median(plain)), p99: barOf(percentile(plain, 99)) } };
}

function barOf(plain: number): number {
  return factor * Math.max(plain, askedEveryMs);
}
