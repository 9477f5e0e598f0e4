/**
 * A node dies: how long does the router still send packets to it, with BFD every 100 ms and a multiplier of three?
 *
 * @module
 */

import { epochMs } from "../../../runtime/lab/client/events.ts";
import { sleep } from "../../lab/stage/bench_lab.ts";
import type { Table } from "../line.ts";
import { RouterWatch } from "./router_watch.ts";

export async function* nodeDeath(runs: number): AsyncGenerator<Table> {
  await using watch = await RouterWatch.create();
  const { bgp, names } = watch;
  watch.apply({ name: "measured", servedBy: names });
  const address = await watch.addressOf("measured");
  const everybody = ({ length }: readonly string[]): boolean => length === names.length;
  const samples: number[] = [];
  for (let run = 0; run < runs; run++) {
    const node = bgp.lab.nodes[run % names.length];
    if (node === undefined) throw new Error("Cannot measure: the lab has no nodes");
    await watch.settled(address, everybody);
    await sleep(2_000);
    const nextHop = node.host.address;
    const killed = epochMs();
    await node.kill();
    samples.push(await watch.until(address, (nextHops) => !nextHops.includes(nextHop), killed));
    const booted = epochMs();
    await bgp.boot(node);
    await watch.sessionOf(node.name, booted);
  }
  yield {
    title: "node killed, 3 nodes, BFD 100 ms x 3",
    lines: [{ name: "until it is no longer a next hop", samples, bar: { median: 500 } }],
  };
}
