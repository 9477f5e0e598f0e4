/**
 * The last endpoint on a node disappears, with `externalTrafficPolicy: Local`: how long does the router still send
 * packets to that node?
 *
 * @module
 */

import { epochMs } from "../../../runtime/lab/client/events.ts";
import { sleep } from "../../lab/stage/bench_lab.ts";
import type { Table } from "../line.ts";
import { RouterWatch } from "./router_watch.ts";

export async function* endpointGone(runs: number): AsyncGenerator<Table> {
  await using watch = await RouterWatch.create();
  const { bgp, names } = watch;
  const samples: number[] = [];
  const local = { name: "local", local: true };
  watch.apply({ ...local, servedBy: names });
  const address = await watch.addressOf("local");
  for (let run = 0; run < runs; run++) {
    const node = bgp.lab.nodes[run % names.length];
    if (node === undefined) throw new Error("Cannot measure: the lab has no nodes");
    await watch.settled(address, ({ length }) => length === names.length);
    await sleep(1_000);
    const nextHop = node.host.address;
    const gone = epochMs();
    watch.apply({ ...local, servedBy: names.filter((name) => name !== node.name) });
    samples.push(await watch.until(address, (nextHops) => !nextHops.includes(nextHop), gone));
    watch.apply({ ...local, servedBy: names });
  }
  yield {
    title: "endpoint gone, policy Local, 3 nodes",
    lines: [{ name: "until its node is no longer a next hop", samples, bar: { median: 1_000, max: 1_000 } }],
  };
}
