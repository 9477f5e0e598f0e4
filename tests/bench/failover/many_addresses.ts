/**
 * The death of a node that has 500 addresses.
 *
 * @module
 */

import { epochMs } from "../../../runtime/lab/client/events.ts";
import type { Lab } from "../../../runtime/lab/lab.ts";
import { manyAddresses, plannedLab, sleep } from "../../lab/stage/bench_lab.ts";
import type { Table } from "../line.ts";

const patienceMs = 60_000;
/** Announcing and reporting new addresses takes some seconds. The node dies after that, in its normal state. */
const restMs = 10_000;
const most = 500;

/** A node with 500 of 1,500 addresses dies; each of its addresses is probed every 100 ms. */
export async function* manyMove(runs: number): AsyncGenerator<Table> {
  const moved: number[] = [];
  const kept: number[] = [];
  for (let run = 0; run < runs; run++) {
    const all = manyAddresses(3 * most);
    await using lab = await plannedLab(all);
    await sleep(restMs);
    const holders = await holdersOf(all, lab);
    const held = (mac: string): readonly string[] => all.filter((address) => holders.get(address) === mac);
    // Takes the node with the most addresses: a node that was slow to start has fewer.
    const [doomed] = lab.nodes.toSorted((one, other) => held(other.mac).length - held(one.mac).length);
    if (doomed === undefined) throw new Error("Cannot measure: the lab has no nodes");
    const { mac } = doomed;
    const addresses = held(mac).slice(0, most);
    const others = all.filter((address) => holders.get(address) !== mac).slice(0, most / 5);
    await using neighbors = lab.watch("watch-neighbors", lab.watcher, [...addresses, ...others, "--every-ms", "100"]);
    const watched = addresses.length + others.length;
    const heard = (): number => new Set(neighbors.events.map(({ address }) => address)).size;
    for (const giveUp = epochMs() + patienceMs; heard() < watched && epochMs() < giveUp;) await sleep(100);
    await sleep(2_000);
    const killed = epochMs();
    await doomed.kill();
    await sleep(15_000);
    const answers = neighbors.since(killed).filter(({ kind }) => kind === "answer");
    // Killing a node takes a moment, so its last answer counts as its death.
    const died = answers.findLast(({ source }) => source === mac)?.at ?? killed;
    const first = addresses.map((address) =>
      answers.find((answer) => answer.address === address && answer.mac !== mac)?.at ?? Infinity
    );
    moved.push(Math.max(...first) - died);
    const keepers = new Map(others.map((address) => [address, holders.get(address)]));
    kept.push(
      answers.filter((answer) => keepers.has(answer.address) && answer.mac !== keepers.get(answer.address)).length,
    );
  }
  const lines = [
    { name: "until the last one is answered for", samples: moved, bar: { max: 1_500 } },
    { name: "answers for other nodes' addresses that moved", samples: kept, bar: { max: 0 } },
  ];
  yield { title: "death of a node with 500 addresses, 3 nodes", lines };
}

/** For each address, the MAC that answers. */
async function holdersOf(addresses: readonly string[], lab: Lab): Promise<ReadonlyMap<string, string>> {
  await using neighbors = lab.watch("watch-neighbors", lab.watcher, [...addresses, "--every-ms", "2000"]);
  for (const giveUp = epochMs() + patienceMs;;) {
    await sleep(100);
    const answers = neighbors.events.filter(({ kind }) => kind === "answer");
    const holders = new Map(answers.map(({ address, mac }) => [address, mac]));
    if (holders.size === addresses.length) return holders;
    if (epochMs() > giveUp) {
      throw new Error(`Cannot measure: ${holders.size} of ${addresses.length} addresses are answered for`);
    }
  }
}
